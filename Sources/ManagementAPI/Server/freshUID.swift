// SPDX-License-Identifier: Apache-2.0

/// A random UUID (version 4), in lower case as Kubernetes writes it.
func freshUID() -> String {
  var random = SystemRandomNumberGenerator()
  let high = (random.next() & ~0xf000) | 0x4000
  let low = (random.next() & ~(3 << 62)) | (2 << 62)
  let digits = Array(hex(high) + hex(low))
  let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
  return groups.map { String(digits[$0]) }.joined(separator: "-")
}

private func hex(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
