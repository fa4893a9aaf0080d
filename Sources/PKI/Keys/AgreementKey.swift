// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Log

/// A private key of X25519, by which two who know each other's public keys come to one secret.
package struct AgreementKey: Sendable {
  package let publicKey: [UInt8]
  private let bytes: Secret<[UInt8]>

  /// `bytes` are the 32 of the key.
  package init(_ bytes: Secret<[UInt8]>) throws(PKIError) {
    let key = try Self.open(bytes)
    self.bytes = bytes
    var share = [UInt8](repeating: 0, count: 32)
    var count = share.count
    try check(
      "read an X25519 key", unsafe EVP_PKEY_get_raw_public_key(key.pointer, &share, &count))
    publicKey = share
  }

  private static func open(_ bytes: Secret<[UInt8]>) throws(PKIError) -> Owned {
    let raw = bytes.reveal()
    return unsafe try Owned(
      "read an X25519 key",
      EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, raw, raw.count), EVP_PKEY_free)
  }

  /// The secret that is shared with the owner of another key.
  package func secret(with other: [UInt8]) throws(PKIError) -> Secret<[UInt8]> {
    let action = "agree on a secret"
    let own = try Self.open(bytes)
    let peer = unsafe try Owned(
      action, EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, other, other.count),
      EVP_PKEY_free)
    let context = unsafe try Owned(
      action, EVP_PKEY_CTX_new(own.pointer, nil), EVP_PKEY_CTX_free)
    try check(action, unsafe EVP_PKEY_derive_init(context.pointer))
    try check(action, unsafe EVP_PKEY_derive_set_peer(context.pointer, peer.pointer))
    var shared = [UInt8](repeating: 0, count: 32)
    var count = shared.count
    // OpenSSL refuses a share that would make the secret known to everybody.
    try check(action, unsafe EVP_PKEY_derive(context.pointer, &shared, &count))
    return Secret(shared)
  }
}

extension Digest {
  /// A key of `count` bytes from a secret, for one purpose only (RFC 5869).
  package func derive(
    from secret: Secret<[UInt8]>, salt: [UInt8], for purpose: String, count: Int
  ) -> Secret<[UInt8]> {
    // An absent salt is one of zeros, which is what HMAC makes of an empty key.
    let key = hmac(secret.reveal(), key: salt.isEmpty ? [0] : salt)
    var result: [UInt8] = []
    var block: [UInt8] = []
    var number: UInt8 = 1
    while result.count < count {
      block = hmac(block + Array(purpose.utf8) + [number], key: key)
      result += block
      number += 1
    }
    return Secret(Array(result.prefix(count)))
  }
}
