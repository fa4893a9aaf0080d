// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The long keys that a reader met, so that the many equal keys of a list share one string.
///
/// Short ones need none: Swift keeps up to 15 bytes in the string itself.
struct KeyCache {
  private var known = [String](repeating: "", count: 256)

  /// The string of a key's bytes, which are valid UTF-8.
  mutating func string(of bytes: Span<UInt8>, isASCII: Bool) -> String {
    if bytes.count < 16 { return String(validUTF8: bytes, isASCII: isASCII) }
    let slot = Self.slot(of: bytes)
    if known[slot].hasBytes(bytes) { return known[slot] }
    let string = String(validUTF8: bytes, isASCII: isASCII)
    known[slot] = string
    return string
  }

  private static func slot(of bytes: Span<UInt8>) -> Int {
    let last = bytes.count - 1
    var hash = UInt32(truncatingIfNeeded: bytes.count)
    for place in [last, last - 3, last - 7, 8, 3] {
      hash = hash &* 31 &+ UInt32(bytes[place])
    }
    return Int((hash ^ (hash >> 8)) & 255)
  }
}

extension String {
  /// The string of bytes that are known to be valid UTF-8, and perhaps known to be ASCII.
  init(validUTF8 bytes: Span<UInt8>, isASCII: Bool) {
    // The caller has looked at every byte.
    self = unsafe String(copying: UTF8Span(unchecked: bytes, isKnownASCII: isASCII))
  }

  fileprivate func hasBytes(_ bytes: Span<UInt8>) -> Bool {
    let own = utf8.span
    guard own.count == bytes.count else { return false }
    return unsafe own.withUnsafeBufferPointer { left in
      unsafe bytes.withUnsafeBufferPointer { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return unsafe memcmp(left, right, bytes.count) == 0
      }
    }
  }
}
