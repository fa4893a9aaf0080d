// SPDX-License-Identifier: Apache-2.0

/// What a node writes on its terminal while it starts.
struct ConsoleLog {
  private var lines: [String] = []
  private var rest: [UInt8] = []
  private(set) var isUp = false

  mutating func add(_ bytes: [UInt8]) {
    rest += bytes
    var parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    rest = Array(parts.removeLast())
    for part in parts {
      let line = Self.plain(part)
      if line.contains("Reached target"), line.contains("Multi-User System") { isUp = true }
      if !line.isEmpty { lines.append(line) }
    }
    lines = lines.suffix(5)
  }

  /// The last lines, as one.
  var tail: String {
    let all = lines + [Self.plain(rest[...])].filter { !$0.isEmpty }
    return all.isEmpty ? "nothing" : all.suffix(5).joined(separator: " / ")
  }

  /// Without what makes a terminal show colours.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    var isEscaped = false
    for character in String(decoding: bytes, as: UTF8.self) {
      if character == "\u{1b}" {
        isEscaped = true
      } else if isEscaped {
        isEscaped = !character.isLetter
      } else if character != "\r", character != "\r\n" {
        text.append(character)
      }
    }
    return text
  }
}
