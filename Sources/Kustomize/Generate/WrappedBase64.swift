// SPDX-License-Identifier: Apache-2.0

/// Base64 as kustomize writes it: in lines of 70 where it does not fit into one.
enum WrappedBase64 {
  private static let width = 70
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    let plain = encoded(bytes)
    guard plain.count >= width else { return String(decoding: plain, as: UTF8.self) }
    var lines: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: width) {
      lines += plain[start..<min(start + width, plain.count)]
      lines.append(UInt8(ascii: "\n"))
    }
    return String(decoding: lines, as: UTF8.self)
  }

  private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in part { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - part.count))
      for place in 0..<4 {
        let digit = Int(bits >> UInt32(18 - 6 * place) & 63)
        text.append(place <= part.count ? digits[digit] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
