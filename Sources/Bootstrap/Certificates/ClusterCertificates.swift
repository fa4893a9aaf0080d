// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Log
package import Manifest
package import PKI

/// The key pairs of one cluster.
package struct ClusterCertificates: Sendable, Equatable {
  package var pairs: [CertificatePurpose: KeyPair]

  package init(_ pairs: [CertificatePurpose: KeyPair] = [:]) {
    self.pairs = pairs
  }

  /// How the keys of a cluster are to be made, as the spec of its KubeadmConfig says.
  package struct Style: Sendable, Hashable {
    package var algorithm = KeyAlgorithm.rsa2048
    package var lifetime = Duration.years(10)
    package var hasExternalEtcd = false

    package init() {}

    package init(_ spec: Value) throws(BootstrapError) {
      if let name = spec["clusterConfiguration", "encryptionAlgorithm"]?.string {
        guard let algorithm = KeyAlgorithm(rawValue: name), algorithm != .ed25519 else {
          throw BootstrapError(
            "make certificates",
            "spec.clusterConfiguration.encryptionAlgorithm: \"\(name)\" is no algorithm for them",
            hint: "use RSA-2048, RSA-3072, RSA-4096, ECDSA-P256 or ECDSA-P384")
        }
        self.algorithm = algorithm
      }
      if let days = spec["clusterConfiguration", "caCertificateValidityPeriodDays"]?.int {
        lifetime = .seconds(days * 86_400)
      }
      hasExternalEtcd = spec["clusterConfiguration", "etcd", "external"]?.map != nil
    }
  }

  /// Makes all that are missing, and returns what was made. What is there, of the user's or ours, stays.
  package mutating func complete(
    _ style: Style, at now: Time = .now()
  ) async throws(BootstrapError) -> [CertificatePurpose] {
    let missing = CertificatePurpose.needed(withExternalEtcd: style.hasExternalEtcd)
      .filter { pairs[$0] == nil }
    let foreign = missing.filter { !$0.isMade(withExternalEtcd: style.hasExternalEtcd) }
    guard foreign.isEmpty else {
      let names = foreign.map { "<cluster>-\($0.rawValue)" }.joined(separator: " and ")
      throw BootstrapError(
        "make certificates", "the external etcd's own are missing: \(names)",
        hint: "create the Secrets, with tls.crt and tls.key")
    }
    do {
      try await withThrowingTaskGroup { group in
        for purpose in missing {
          group.addTask {
            let pair = try await KeyPair.make(
              purpose, style.algorithm, lifetime: style.lifetime, at: now)
            return (purpose, pair)
          }
        }
        for try await (purpose, pair) in group { pairs[purpose] = pair }
      }
    } catch {
      throw error as? BootstrapError ?? BootstrapError("make certificates", "\(error)")
    }
    return missing
  }

  /// Every private key, for those who mask what machines print.
  package var secrets: [Secret<String>] { pairs.values.compactMap(\.key) }
}
