// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// An unencrypted ECDSA key of OpenSSH's format, written as the PEM of RFC 5915.
///
/// libssh2 1.10 leaks the private number of such a key at each login, and does not leak that of a PEM.
struct ECKeyPEM {
  private static let curves: [String: [UInt8]] = [
    "nistp256": [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
    "nistp384": [0x2b, 0x81, 0x04, 0x00, 0x22],
    "nistp521": [0x2b, 0x81, 0x04, 0x00, 0x23],
  ]

  let text: String

  /// Reads what follows the type in the private part: the curve, the point, the private number.
  init?(_ fields: inout WireReader) {
    guard let curve = fields.text(), let identifier = ECKeyPEM.curves[curve],
      let point = fields.bytes()?.rest, let number = fields.bytes()?.rest
    else { return nil }
    let key = der(
      0x30,
      der(0x02, [1]) + der(0x04, Array(number.drop { $0 == 0 })) + der(0xa0, der(0x06, identifier))
        + der(0xa1, der(0x03, [0] + point)))
    let base64 = Data(key).base64EncodedString(options: .lineLength64Characters)
      .split(whereSeparator: \.isNewline).joined(separator: "\n")
    text = "-----BEGIN EC PRIVATE KEY-----\n\(base64)\n-----END EC PRIVATE KEY-----\n"
  }
}

/// One value with its tag and length. No key here has 64 KiB.
private func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
  let count = content.count
  let length: [UInt8] =
    switch count {
    case ..<0x80: [UInt8(count)]
    case ..<0x100: [0x81, UInt8(count)]
    default: [0x82, UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
    }
  return [tag] + length + content
}
