// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A cryptographic hash.
package enum Digest: String, Sendable {
  /// Broken as a signature; some protocols still count with it.
  case sha1 = "SHA1"
  case sha256 = "SHA256"
  case sha512 = "SHA512"

  package func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
    var hash = RunningDigest(self)
    hash.add(bytes)
    return hash.finish()
  }

  /// The message authentication code of `bytes` under `key`.
  package func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      let done = unsafe EVP_Q_mac(
        nil, "HMAC", nil, rawValue, nil, key, key.count, bytes, bytes.count, buffer.baseAddress,
        buffer.count, &written)
      precondition(unsafe done != nil, "OpenSSL has no HMAC with \(rawValue)")
    }
  }

  fileprivate var count: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    case .sha512: 64
    }
  }
}

/// A hash of more bytes than there are at one time.
@safe package struct RunningDigest: ~Copyable {
  private let digest: Digest
  private let context: OpaquePointer

  package init(_ digest: Digest) {
    guard let context = unsafe EVP_MD_CTX_new(),
      let kind = unsafe EVP_get_digestbyname(digest.rawValue),
      unsafe EVP_DigestInit_ex(context, kind, nil) == 1
    else { preconditionFailure("OpenSSL has no \(digest.rawValue)") }
    self.digest = digest
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package mutating func add(_ bytes: [UInt8]) {
    unsafe EVP_DigestUpdate(context, bytes, bytes.count)
  }

  /// The hash of all that was added.
  package consuming func finish() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: digest.count) { buffer, written in
      unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      written = digest.count
    }
  }
}

extension [UInt8] {
  /// The bytes in lower-case hexadecimal digits.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
