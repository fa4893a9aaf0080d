// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Log

/// A cipher that also tells whether what it opens is what was sealed.
package enum SealedBox: Sendable {
  case aes256GCM
  case chaCha20Poly1305

  /// How long the tag is that both append.
  package static let tagCount = 16

  /// What was sealed under `key`; throws where anything of it was changed, or the key is another.
  package func open(
    _ bytes: [UInt8], tag: [UInt8], nonce: [UInt8], also known: [UInt8] = [],
    key: Secret<[UInt8]>
  ) throws(PKIError) -> [UInt8] {
    let action = "decrypt"
    guard key.reveal().count == 32, tag.count == Self.tagCount, !nonce.isEmpty else {
      throw PKIError(action, "the key, the nonce or the tag has a wrong length")
    }
    let context = unsafe try Owned(action, EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free)
    let pointer = unsafe context.pointer
    try check(action, unsafe EVP_DecryptInit_ex(pointer, cipher, nil, nil, nil))
    try check(
      action,
      unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_IVLEN, Int32(nonce.count), nil))
    try check(action, unsafe EVP_DecryptInit_ex(pointer, nil, nil, key.reveal(), nonce))
    var moved: Int32 = 0
    if !known.isEmpty {
      try check(
        action, unsafe EVP_DecryptUpdate(pointer, nil, &moved, known, Int32(known.count)))
    }
    var plain = [UInt8](repeating: 0, count: bytes.count + Self.tagCount)
    try check(
      action, unsafe EVP_DecryptUpdate(pointer, &plain, &moved, bytes, Int32(bytes.count)))
    let count = Int(moved)
    var tag = tag
    try check(
      action,
      unsafe EVP_CIPHER_CTX_ctrl(
        pointer, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagCount), &tag))
    guard unsafe EVP_DecryptFinal_ex(pointer, &plain, &moved) == 1 else {
      ERR_clear_error()
      throw PKIError(action, "it was changed, or sealed under another key")
    }
    return Array(plain[..<count])
  }

  private var cipher: OpaquePointer? {
    switch self {
    case .aes256GCM: unsafe EVP_aes_256_gcm()
    case .chaCha20Poly1305: unsafe EVP_chacha20_poly1305()
    }
  }
}
