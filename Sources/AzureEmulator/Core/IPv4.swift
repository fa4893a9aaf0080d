// SPDX-License-Identifier: Apache-2.0

/// A range of IPv4 addresses: `10.0.0.0/8`.
struct IPv4Range: Equatable, Sendable {
  let first: UInt32
  let bits: Int

  var last: UInt32 { first | ~mask }

  private var mask: UInt32 { Self.mask(bits) }

  private static func mask(_ bits: Int) -> UInt32 { bits == 0 ? 0 : ~0 << (32 - UInt32(bits)) }

  /// Nil unless this is a range whose address is its first.
  init?(_ text: String) {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let bits = Int(halves[1]), (0...32).contains(bits),
      let first = address(of: String(halves[0])), first & ~Self.mask(bits) == 0
    else { return nil }
    self.first = first
    self.bits = bits
  }

  func contains(_ address: UInt32) -> Bool { (first...last).contains(address) }
  func contains(_ other: IPv4Range) -> Bool { first <= other.first && other.last <= last }
  func overlaps(_ other: IPv4Range) -> Bool { first <= other.last && other.first <= last }
}

func address(of text: String) -> UInt32? {
  let words = text.split(separator: ".", omittingEmptySubsequences: false)
  guard words.count == 4 else { return nil }
  var address: UInt32 = 0
  for word in words {
    guard let byte = UInt8(word) else { return nil }
    address = address << 8 | UInt32(byte)
  }
  return address
}

func text(of address: UInt32) -> String {
  [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }.joined(separator: ".")
}
