// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The kinds of key that can be made, by the names kubeadm and Cluster API have for them.
package enum KeyAlgorithm: String, Sendable, CaseIterable {
  case rsa2048 = "RSA-2048"
  case rsa3072 = "RSA-3072"
  case rsa4096 = "RSA-4096"
  case ecdsaP256 = "ECDSA-P256"
  case ecdsaP384 = "ECDSA-P384"

  /// For SSH only: Kubernetes takes no certificates of it.
  case ed25519 = "Ed25519"

  /// Makes a key. Blocks, for a quarter of a second and more where it is RSA.
  func make() throws(PKIError) -> Owned {
    let key =
      switch self {
      case .rsa2048: unsafe openssl_make_rsa(2048)
      case .rsa3072: unsafe openssl_make_rsa(3072)
      case .rsa4096: unsafe openssl_make_rsa(4096)
      case .ecdsaP256: unsafe openssl_make_ec("P-256")
      case .ecdsaP384: unsafe openssl_make_ec("P-384")
      case .ed25519: unsafe openssl_make_ed25519()
      }
    return unsafe try Owned("make a key \(rawValue)", key, EVP_PKEY_free)
  }
}
