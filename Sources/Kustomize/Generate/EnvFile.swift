// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A file of lines `KEY=value`.
enum EnvFile {
  static func pairs(
    _ bytes: [UInt8], named name: String
  ) throws(KustomizeError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard var text = String(validating: line, as: UTF8.self) else {
        throw KustomizeError(
          at: Position(file: name, line: index + 1, column: 1), "the line is not valid UTF-8")
      }
      if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
      if index == 0, text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
      let trimmed = String(text.drop { $0.isWhitespace })
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard !parts[0].isEmpty else {
        throw KustomizeError(
          at: Position(file: name, line: index + 1, column: 1), "the line has no key")
      }
      pairs.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
    }
    return pairs
  }
}
