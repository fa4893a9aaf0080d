// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A curve that Kubernetes' keys are on, and the bytes that keys on it are written as.
///
/// OpenSSL finds its encoders and decoders anew for each key, which takes longer than to sign; what they
/// write of these keys differs in the numbers alone.
struct Curve: Sendable {
  /// As OpenSSL knows it.
  let name: String
  let identifier: Int32
  /// How long a private number is, in bytes.
  let size: Int
  /// What stands before, between and behind the numbers of a private key in SEC 1.
  private let head: [UInt8]
  private let middle: [UInt8]
  /// What stands before the point in a SubjectPublicKeyInfo.
  private let publicHead: [UInt8]

  /// Numbers of a key.
  struct Numbers {
    let own: ArraySlice<UInt8>
    /// The point that everybody may know, uncompressed.
    let point: ArraySlice<UInt8>
  }

  static let all = [
    Curve(
      name: "prime256v1", identifier: NID_X9_62_prime256v1, size: 32,
      head: [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20],
      middle: [
        0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
        0xa1, 0x44, 0x03, 0x42, 0x00,
      ],
      publicHead: [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
      ]),
    Curve(
      name: "secp384r1", identifier: NID_secp384r1, size: 48,
      head: [0x30, 0x81, 0xa4, 0x02, 0x01, 0x01, 0x04, 0x30],
      middle: [
        0xa0, 0x07, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0xa1, 0x64, 0x03, 0x62, 0x00,
      ],
      publicHead: [
        0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
      ]),
  ]

  private var pointSize: Int { 2 * size + 1 }

  // MARK: Writing

  func privateKey(_ numbers: Numbers) -> [UInt8] { head + numbers.own + middle + numbers.point }

  func publicKey(_ point: ArraySlice<UInt8>) -> [UInt8] { publicHead + point }

  // MARK: Reading

  /// Nil where the bytes are anything else, be it another way to write the same key.
  static func read(_ der: [UInt8]) -> (curve: Curve, numbers: Numbers)? {
    for curve in all {
      if let numbers = curve.numbers(der) { return (curve, numbers) }
    }
    return nil
  }

  private func numbers(_ der: [UInt8]) -> Numbers? {
    let start = head.count + size
    guard der.count == start + middle.count + pointSize, der.starts(with: head),
      der[start...].starts(with: middle), der[start + middle.count] == 4
    else { return nil }
    return Numbers(own: der[head.count..<start], point: der[(start + middle.count)...])
  }

  /// The point of a public key; nil where the bytes are no such key.
  static func point(_ der: [UInt8]) -> (curve: Curve, point: ArraySlice<UInt8>)? {
    for curve in all where der.count == curve.publicHead.count + curve.pointSize {
      guard der.starts(with: curve.publicHead), der[curve.publicHead.count] == 4 else { continue }
      return (curve, der[curve.publicHead.count...])
    }
    return nil
  }

  /// The curve of a key of OpenSSL's, and its numbers; nil where it is on none of these.
  static func numbers(of key: borrowing Owned) -> (curve: Curve, numbers: Numbers)? {
    guard unsafe EVP_PKEY_is_a(key.pointer, "EC") == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 256)
    for curve in all {
      let count = unsafe openssl_read_numbers(
        key.pointer, curve.name, &bytes, curve.size, curve.pointSize)
      guard count == 1, bytes[curve.size] == 4 else { continue }
      let end = curve.size + curve.pointSize
      return (curve, Numbers(own: bytes[..<curve.size], point: bytes[curve.size..<end]))
    }
    return nil
  }

  /// The key that has these numbers.
  func key(_ numbers: Numbers) throws(PKIError) -> Owned {
    let (own, point) = (Array(numbers.own), Array(numbers.point))
    guard let key = unsafe openssl_ec_key(name, own, own.count, point, point.count) else {
      ERR_clear_error()
      throw PKIError("read private key", "it is damaged, or something else")
    }
    return unsafe try Owned("read private key", key, EVP_PKEY_free)
  }
}
