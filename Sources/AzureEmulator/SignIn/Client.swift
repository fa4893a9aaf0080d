// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// Somebody who may sign in: an application of the tenant, or an identity of a machine.
struct Client: Sendable {
  let id: String
  let value: Value

  /// Its object id, which roles are given to.
  var object: String { value.text("object") ?? stableUUID("object \(id.lowercased())") }
  var secret: String? { value.text("secret") }
  var isSecretExpired: Bool { value["expired"]?.bool ?? false }

  /// PEM of the certificate it proves itself by.
  var certificate: Certificate? {
    value.text("certificate").flatMap { try? Certificate(pem: $0) }
  }

  /// The `issuer`, `subject` and `audience` of tokens that it may come with instead.
  var federated: [Value] { value.items("federated") }

  /// What it has no role for: beginnings of actions, `Microsoft.Network/virtualNetworks/write`.
  var denied: [String] { value.items("denied").compactMap { $0.string?.lowercased() } }
}
