// SPDX-License-Identifier: Apache-2.0

/// Bytes as text, in the alphabet of RFC 4648 with padding: how secrets carry theirs.
enum Base64Text {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 1
      guard count % 3 == 0 else { continue }
      for shift in [18, 12, 6, 0] { text.append(alphabet[Int(bits >> UInt32(shift) & 63)]) }
      bits = 0
    }
    switch count % 3 {
    case 1:
      text += [alphabet[Int(bits >> 2)], alphabet[Int(bits << 4 & 63)], padding, padding]
    case 2:
      text += [
        alphabet[Int(bits >> 10)], alphabet[Int(bits >> 4 & 63)], alphabet[Int(bits << 2 & 63)],
        padding,
      ]
    default: break
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Where a text stops being base64; nil where it never does. Line breaks are passed over.
  static func fault(in text: String) -> Int? {
    var digits = 0
    var paddings = 0
    var place = 0
    for (index, byte) in text.utf8.enumerated() where byte != 0x0A && byte != 0x0D {
      place = index + 1
      if byte == padding {
        paddings += 1
        if digits % 4 < 2 || digits % 4 + paddings > 4 { return index }
      } else {
        guard paddings == 0, value(of: byte) != nil else { return index }
        digits += 1
      }
    }
    return (digits + paddings) % 4 == 0 ? nil : place
  }

  static func decode(_ text: String) -> [UInt8]? {
    guard fault(in: text) == nil else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for digit in text.utf8.lazy.compactMap(value) {
      bits = bits << 6 | digit
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return bytes
  }

  private static let padding = UInt8(ascii: "=")
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
