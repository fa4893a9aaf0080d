// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Log
import Manifest
package import PKI

/// A certificate and its key as texts, which is how they are kept and how machines get them.
package struct KeyPair: Sendable, Equatable {
  /// One certificate or several in PEM, or a public key.
  package let certificate: String

  /// Nil where only others have it, as for an etcd that is not ours.
  package let key: Secret<String>?

  package init(certificate: String, key: Secret<String>?) {
    self.certificate = certificate
    self.key = key
  }

  /// Makes a new one, on a thread that is not the caller's.
  package static func make(
    _ purpose: CertificatePurpose, _ algorithm: KeyAlgorithm = .rsa2048,
    lifetime: Duration = .years(10), at now: Time = .now()
  ) async throws(BootstrapError) -> KeyPair {
    let pair: KeyPair
    do throws(PKIError) {
      pair =
        if purpose == .serviceAccount {
          KeyPair(try await PrivateKey.make(algorithm))
        } else {
          KeyPair(
            try await Authority.make(
              "kubernetes", algorithm, lifetime: lifetime,
              at: Int(now.microseconds / 1_000_000)
            ).identity)
        }
    } catch {
      throw BootstrapError("make the certificate of \(purpose.rawValue)", error.description)
    }
    SoundPairs.add(pair, for: purpose)
    return pair
  }

  private init(_ key: PrivateKey) { self.init(certificate: key.publicKey.pem, key: key.pem) }

  private init(_ identity: Identity) {
    self.init(certificate: identity.certificate.pem, key: identity.key.pem)
  }

  /// The authority that this is, with which certificates are signed.
  package func authority() throws(BootstrapError) -> Authority {
    guard let key else { throw BootstrapError("sign certificates", "the authority has no key") }
    do throws(PKIError) {
      return try Authority(Identity(certificatePEM: certificate, keyPEM: key))
    } catch {
      throw BootstrapError("sign certificates", error.description)
    }
  }

  /// What `kubeadm join` knows the authority by: one hash for each certificate.
  package func pins() throws(BootstrapError) -> [String] {
    do throws(PKIError) {
      return try Certificate.bundle(pem: certificate).map(\.publicKey.pin)
    } catch {
      throw BootstrapError("hash the cluster's authority", error.description)
    }
  }
}

// MARK: - As a Secret

extension KeyPair {
  /// The Secret that keeps it, owned by `owner` so that it goes with it.
  package func object(
    for purpose: CertificatePurpose, of cluster: Object, owner: Object?
  ) -> Object {
    let name = purpose.secretName(of: cluster.name)
    var object = Object(.secret, namespace: cluster.namespace, name: name)
    object.metadata.labels = [ClusterLabels.clusterName: cluster.name]
    if let owner {
      object.metadata.ownerReferences = [OwnerReference(to: owner, isController: true)]
    }
    object.value["type"] = ClusterLabels.secretType
    var entries = [("tls.crt", certificate)]
    if let key { entries.append(("tls.key", key.reveal())) }
    object.value["data"] = .data(entries)
    return object
  }

  /// Reads one of ours or of the user's, and fails where it cannot do what it is for.
  package init(_ object: Object, for purpose: CertificatePurpose) throws(BootstrapError) {
    let action = "use \(object)"
    guard let certificate = object.text("tls.crt"), !certificate.isEmpty else {
      throw BootstrapError(action, "data[tls.crt] is missing, or is not text")
    }
    let key = object.text("tls.key").flatMap { $0.isEmpty ? nil : Secret($0) }
    self.init(certificate: certificate, key: key)
    if SoundPairs.contains(self, for: purpose) { return }
    if let fault = fault(for: purpose) {
      throw BootstrapError(
        action, fault,
        hint: "it is not replaced: set tls.crt and tls.key to a pair, or delete the Secret")
    }
    SoundPairs.add(self, for: purpose)
  }

  /// Why it cannot do what it is for.
  private func fault(for purpose: CertificatePurpose) -> String? {
    do throws(PKIError) {
      guard let key else {
        // Whoever runs an etcd keeps the key of its authority to themselves.
        guard purpose == .etcdAuthority else { return "data[tls.key] is missing, or is not text" }
        _ = try Certificate(pem: certificate)
        return nil
      }
      switch purpose {
      case .serviceAccount:
        let own = try PrivateKey(pem: key.reveal()).publicKey
        return try own == PublicKey(pem: certificate)
          ? nil : "tls.crt is not the public half of tls.key"
      case .etcdClient: _ = try Identity(certificatePEM: certificate, keyPEM: key)
      case .authority, .etcdAuthority, .frontProxyAuthority:
        _ = try Authority(Identity(certificatePEM: certificate, keyPEM: key))
      }
      return nil
    } catch {
      return error.description
    }
  }
}
