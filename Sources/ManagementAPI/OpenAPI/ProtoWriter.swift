// SPDX-License-Identifier: Apache-2.0

/// Writes one message in the encoding of protocol buffers.
struct ProtoWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }

  /// Texts, and messages within this one.
  mutating func add(_ field: UInt64, _ content: [UInt8]) {
    addNumber(field << 3 | 2)
    addNumber(UInt64(content.count))
    bytes += content
  }

  mutating func add(_ field: UInt64, _ flag: Bool) {
    guard flag else { return }
    addNumber(field << 3)
    bytes.append(1)
  }

  mutating func add(_ field: UInt64, _ number: Int64) {
    addNumber(field << 3)
    addNumber(UInt64(bitPattern: number))
  }

  mutating func add(_ field: UInt64, _ number: Double) {
    addNumber(field << 3 | 1)
    var bits = number.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
    }
  }

  /// Seven bits at a time, the lowest first.
  private mutating func addNumber(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
