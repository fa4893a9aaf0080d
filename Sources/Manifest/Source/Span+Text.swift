// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Span<UInt8> {
  /// Where a byte is next.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    unsafe extracting(start...).withUnsafeBytes { rest in
      guard let first = rest.baseAddress, let found = unsafe memchr(first, Int32(byte), rest.count)
      else { return nil }
      return unsafe start + (UnsafeRawPointer(found) - first)
    }
  }

  /// Refuses bytes that are not UTF-8.
  func checkUTF8(_ range: Range<Int>) throws(Problem) {
    do {
      _ = try UTF8Span(validating: extracting(range))
    } catch {
      let offset = range.lowerBound + error.byteOffsets.lowerBound
      throw Problem(
        mark: Mark(of: offset, in: self),
        cause: "byte 0x\(String(self[offset], radix: 16)) is not valid UTF-8",
        hint: "save the file as UTF-8")
    }
  }

  /// The character that starts at a byte, fit for a message.
  func quotedCharacter(at place: Int) -> String {
    let end = Swift.min(count, place + 4)
    let bytes = (place..<end).map { self[$0] }
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    guard let scalar, scalar != "\u{FFFD}" else {
      return "byte 0x\(String(self[place], radix: 16))"
    }
    return scalar.quoted
  }
}

extension Unicode.Scalar {
  /// The character in quotes, or its number where it cannot be seen.
  var quoted: String {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      let hex = String(value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    default: return "\"\(self)\""
    }
  }
}
