// SPDX-License-Identifier: Apache-2.0

package import Log

/// Who signs in, and with what.
package enum AzureCredential: Sendable, Hashable {
  /// A service principal with a password.
  case secret(tenant: String, client: String, Secret<String>)
  /// A service principal with a certificate and its key, in PEM.
  case certificate(tenant: String, client: String, pem: Secret<String>)
  /// An identity of a workload: whoever holds the token in the file is let in as the application.
  case workload(tenant: String, client: String, tokenFile: String)
  /// The identity of the machine that this runs on; one of several by its client or resource id.
  case managed(client: String?, resource: String?)
  /// Whoever is signed in with `az` on this machine.
  case commandLine(tenant: String?)

  /// As errors and logs name it.
  package var name: String {
    switch self {
    case .secret(let tenant, let client, _), .certificate(let tenant, let client, _),
      .workload(let tenant, let client, _):
      "application \(client) of tenant \(tenant)"
    case .managed(let client, let resource):
      "managed identity" + ((client ?? resource).map { " \($0)" } ?? "")
    case .commandLine: "the user of az"
    }
  }
}
