// SPDX-License-Identifier: Apache-2.0

import Manifest
import TestKit

/// Text and values that are easily read or written wrong.
enum Tricky {
  /// Pieces of text that mean something in YAML or JSON, or look as if they did.
  static let pieces: [String] = [
    "a", "b c", "é", "€", "😀", " ", "  ", "\n", "\n\n", "\r\n", "\t", ": ", ":", " #", "#", "- ",
    "-", "---", "...", "? ", "?", "[", "]", "{", "}", ",", "&a", "*a", "!", "!!str", "|", ">", "'",
    "''", "\"", "\\", "%", "@", "`", "<<", "=", "~", "null", "true", "yes", "on", "y", "N", "0",
    "1", "0777", "0o17", "0x1F", "0b1", "1_000", "1.5", "1e3", "+1", ".5", ".inf", ".nan", "-.inf",
    "2001-01-01", "10:20", "190:20:30.15", "2001-01-01T00:00:00Z", "\u{A0}", "\u{2028}",
    "\u{2029}", "\u{7}", "\u{0}", "\u{1B}", "word word word word", "x: y #z", "${VAR}", "{{ x }}",
    "a-word-that-is-quite-long-and-has-no-space", "中文",
  ]

  /// Pieces that kubectl cannot print as YAML: it reads its own JSON, where they are not escaped.
  static let harderPieces = ["\u{7F}", "\u{85}", "\u{FEFF}", "\u{FFFE}", "\u{10FFFF}"]

  static func text(
    of pieces: [String] = pieces + harderPieces, most: Int = 6,
    using random: inout SeededRandom
  ) -> String {
    (0..<Int.random(in: 0...most, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  static func value(
    depth: Int, of pieces: [String] = pieces + harderPieces, using random: inout SeededRandom
  ) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2:
      return .int(
        Int64.random(in: .min ... .max, using: &random) &>> Int64.random(in: 0...63, using: &random)
      )
    case 3: return .double(double(using: &random))
    case 4, 5, 6: return .string(text(of: pieces, using: &random))
    case 7:
      let count = Int.random(in: 0...4, using: &random)
      return .list((0..<count).map { _ in value(depth: depth - 1, of: pieces, using: &random) })
    default:
      let count = Int.random(in: 0...20, using: &random)
      return .map(
        Map(
          (0..<count).map { _ in
            (text(of: pieces, using: &random), value(depth: depth - 1, of: pieces, using: &random))
          }))
    }
  }

  /// A number that is no integer to Kubernetes.
  private static func double(using random: inout SeededRandom) -> Double {
    let number = Double(bitPattern: random.next())
    let isInteger = number.rounded() == number && number.magnitude < 1e19
    return number.isFinite && !isInteger ? number : 0.5
  }
}
