// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A public key, as a certificate holds it.
package struct PublicKey: Sendable, Hashable {
  /// The bytes of its SubjectPublicKeyInfo.
  package let der: [UInt8]

  /// Where its private half is at hand, the key with both.
  private let handle: KeyHandle?

  init(der: [UInt8], _ handle: KeyHandle? = nil) {
    self.der = der
    self.handle = handle
  }

  /// Reads the first public key of `pem`.
  package init(pem: String) throws(PKIError) {
    guard let block = try PEM.blocks(of: pem).first(where: { $0.label == "PUBLIC KEY" }) else {
      throw PKIError("read public key", "there is no PEM block of one")
    }
    self.init(der: block.bytes)
    _ = try open()
  }

  package var pem: String { PEM("PUBLIC KEY", der).text }

  /// What `kubeadm join --discovery-token-ca-cert-hash` takes: `sha256:` and 64 digits.
  package var pin: String { "sha256:" + Digest.sha256(der).hexadecimal }

  func open() throws(PKIError) -> Owned {
    if let handle { return try handle.share("use public key") }
    return unsafe try Owned.read("read public key", der, unsafe d2i_PUBKEY, EVP_PKEY_free)
  }

  package static func == (one: PublicKey, other: PublicKey) -> Bool { one.der == other.der }

  package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
