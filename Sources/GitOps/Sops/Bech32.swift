// SPDX-License-Identifier: Apache-2.0

/// The letters that age writes keys with (BIP 173), without its limit of length.
enum Bech32 {
  /// The prefix, in small letters, and the bytes; nil where the text is damaged.
  static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
    let lower = text.lowercased()
    guard text == lower || text == text.uppercased(), let mark = lower.lastIndex(of: "1"),
      mark > lower.startIndex
    else { return nil }
    let prefix = String(lower[..<mark])
    var digits: [UInt8] = []
    for letter in lower[lower.index(after: mark)...].utf8 {
      guard let digit = letters.firstIndex(of: letter) else { return nil }
      digits.append(UInt8(digit))
    }
    guard digits.count >= 6, checksum(expanded(prefix) + digits) == 1,
      let bytes = bytes(of: digits.dropLast(6))
    else { return nil }
    return (prefix, bytes)
  }

  private static let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let generators: [UInt32] = [
    0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
  ]

  private static func expanded(_ prefix: String) -> [UInt8] {
    prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
  }

  private static func checksum(_ digits: [UInt8]) -> UInt32 {
    var sum: UInt32 = 1
    for digit in digits {
      let top = sum >> 25
      sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(digit)
      for (place, generator) in generators.enumerated() where top >> place & 1 == 1 {
        sum ^= generator
      }
    }
    return sum
  }

  /// Nil where the bits left over are not zero.
  private static func bytes(of digits: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count): (UInt32, Int) = (0, 0)
    for digit in digits {
      bits = (bits << 5 | UInt32(digit)) & 0xfff
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    guard count < 5, bits & (1 << count - 1) == 0 else { return nil }
    return bytes
  }
}
