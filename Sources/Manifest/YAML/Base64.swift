// SPDX-License-Identifier: Apache-2.0

/// Base64 as Go's standard decoder takes it: padded, line breaks allowed.
enum Base64 {
  static func decode(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != ASCII.newline && $0 != ASCII.carriageReturn }
    guard digits.count % 4 == 0 else { return nil }
    let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    for (place, digit) in digits.dropLast(padding).enumerated() {
      guard let value = value(of: digit) else { return nil }
      bits = bits << 6 | value
      // Each digit after the first of four completes a byte.
      if place % 4 > 0 { bytes.append(UInt8(truncatingIfNeeded: bits >> (6 - place % 4 * 2))) }
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case ASCII.zero...ASCII.nine: UInt32(digit - ASCII.zero) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
