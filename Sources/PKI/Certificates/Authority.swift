// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Log

/// A certificate and its private key.
package struct Identity: Sendable, Equatable {
  package let certificate: Certificate
  package let key: PrivateKey

  /// Fails unless the two belong together.
  package init(_ certificate: Certificate, _ key: PrivateKey) throws(PKIError) {
    guard certificate.publicKey == key.publicKey else {
      throw PKIError("use certificate \(certificate.subject)", "the private key is not its own")
    }
    self.certificate = certificate
    self.key = key
  }

  package init(certificatePEM: String, keyPEM: Secret<String>) throws(PKIError) {
    try self.init(Certificate(pem: certificatePEM), PrivateKey(pem: keyPEM.reveal()))
  }
}

/// Who signs certificates, in the shape of kubeadm's and Cluster API's.
package struct Authority: Sendable, Equatable {
  package let identity: Identity

  package var certificate: Certificate { identity.certificate }

  /// Takes an identity that may sign.
  package init(_ identity: Identity) throws(PKIError) {
    guard identity.certificate.isAuthority else {
      throw PKIError(
        "sign with certificate \(identity.certificate.subject)", "it is not a CA's")
    }
    self.identity = identity
  }

  /// Makes a new one, which is good for certificates of its own but for no further authority.
  package static func make(
    _ commonName: String = "kubernetes", _ algorithm: KeyAlgorithm = .rsa2048,
    lifetime: Duration = .years(10), at now: Int = Timestamp.now.seconds
  ) async throws(PKIError) -> Authority {
    let key = try await PrivateKey.make(algorithm)
    let draft = Draft(
      subject: Subject(commonName), notBefore: now - clockSkew,
      notAfter: now + Int(lifetime.components.seconds),
      extensions: [
        (NID_key_usage, "critical,digitalSignature,keyEncipherment,keyCertSign"),
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
        (NID_subject_key_identifier, "hash"),
      ])
    let certificate = try draft.sign(for: key.publicKey, by: nil, with: key)
    return try Authority(Identity(certificate, key))
  }

  /// Signs a certificate for the holder of a key. It ends with the authority's own at the latest.
  package func issue(
    _ leaf: Leaf, for key: PublicKey, at now: Int = Timestamp.now.seconds
  ) throws(PKIError) -> Certificate {
    try certificate.checkIsCurrent(at: now)
    let end = min(now + Int(leaf.lifetime.components.seconds), certificate.notAfter)
    let draft = Draft(
      subject: leaf.subject, notBefore: now - clockSkew, notAfter: end,
      extensions: try leaf.extensions)
    return try draft.sign(for: key, by: certificate, with: identity.key)
  }

  /// Makes a key and signs a certificate for it.
  package func issue(
    _ leaf: Leaf, _ algorithm: KeyAlgorithm = .rsa2048, at now: Int = Timestamp.now.seconds
  ) async throws(PKIError) -> Identity {
    let key = try await PrivateKey.make(algorithm)
    return try Identity(issue(leaf, for: key.publicKey, at: now), key)
  }
}

/// How many seconds the clock of another machine may be behind ours.
private let clockSkew = 300

extension Duration {
  /// Years of 365 days, as Kubernetes counts them.
  package static func years(_ count: Int) -> Duration { .seconds(count * 365 * 86_400) }
}
