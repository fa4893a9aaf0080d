// SPDX-License-Identifier: Apache-2.0

/// A range of addresses, `10.0.0.0/16`.
struct IPv4Range {
  private let first: UInt32
  private let size: UInt64

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else {
      return nil
    }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let bytes = numbers.compactMap { UInt8($0) }
    guard bytes.count == 4, numbers.count == 4 else { return nil }
    size = 1 << UInt64(32 - length)
    let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    first = address & ~UInt32(truncatingIfNeeded: size - 1)
  }

  /// The address so many behind the first; nil beyond the end.
  func host(_ number: UInt32) -> String? {
    guard UInt64(number) < size else { return nil }
    let address = first + number
    return [24, 16, 8, 0].map { "\(address >> $0 & 255)" }.joined(separator: ".")
  }
}
