// SPDX-License-Identifier: Apache-2.0

/// Lines of YAML as they are written, and the ways of writing a string into them.
struct YAMLLines {
  private(set) var bytes: [UInt8] = []
  private var lineStart = 0

  /// A line that is longer than this is folded at its next space, where it can be.
  private static let width = 80

  /// A longer key stands behind a `?`.
  private static let longestKey = 128

  mutating func append(_ text: String) {
    bytes.append(text)
  }

  mutating func pad(to indent: Int) {
    bytes.append(contentsOf: repeatElement(ASCII.space, count: indent))
  }

  /// Ends the line, unless nothing is in it.
  mutating func end() {
    if bytes.count > lineStart { newLine() }
  }

  /// Writes a key and its colon; or, where it is too long or has line breaks, a line with a `?` and
  /// the key alone: false then.
  mutating func appendKey(_ key: String, indent: Int) -> Bool {
    let style = ScalarStyle(for: key, isKey: true)
    if key.utf8.count <= Self.longestKey, !key.unicodeScalars.contains(where: \.isYAMLBreak) {
      append(key, style, indent: indent, folds: false)
      append(":")
      return true
    }
    append("? ")
    append(key, style, indent: indent, folds: true)
    end()
    return false
  }

  /// Writes a string, whose further lines are indented so far.
  mutating func append(_ text: String, indent: Int) {
    append(text, ScalarStyle(for: text, isKey: false), indent: indent, folds: true)
  }

  private mutating func append(_ text: String, _ style: ScalarStyle, indent: Int, folds: Bool) {
    switch style {
    case .plain where !folds || column + text.utf8.count <= Self.width: append(text)
    case .plain, .singleQuoted:
      appendFlow(Array(text.unicodeScalars), isQuoted: style == .singleQuoted, indent, folds)
    case .doubleQuoted: appendDoubleQuoted(Array(text.unicodeScalars), indent, folds)
    case .literal: appendLiteral(text.unicodeScalars, indent)
    }
  }
}

extension YAMLLines {
  private var column: Int { bytes[lineStart...].count { !UTF8.isContinuation($0) } }

  private mutating func newLine() {
    bytes.append(ASCII.newline)
    lineStart = bytes.count
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  /// Writes a text plain or in single quotes.
  private mutating func appendFlow(
    _ text: [Unicode.Scalar], isQuoted: Bool, _ indent: Int, _ folds: Bool
  ) {
    if isQuoted { append("'") }
    var column = self.column
    var before: Unicode.Scalar?
    for (place, scalar) in text.enumerated() {
      let isBetween = place > 0 && place + 1 < text.count
      if scalar == " ", folds, column > Self.width, isBetween, before != " ", text[place + 1] != " "
      {
        newLine()
        pad(to: indent)
        column = indent
      } else if scalar.isYAMLBreak {
        append(scalar)
        lineStart = bytes.count
      } else {
        if before?.isYAMLBreak == true {
          pad(to: indent)
          column = indent
        }
        append(scalar)
        if scalar == "'", isQuoted { append(scalar) }
        column += scalar == "'" && isQuoted ? 2 : 1
      }
      before = scalar
    }
    if isQuoted { append("'") }
  }

  private mutating func appendDoubleQuoted(
    _ text: [Unicode.Scalar], _ indent: Int, _ folds: Bool
  ) {
    append("\"")
    var column = self.column
    var before: Unicode.Scalar?
    for (place, scalar) in text.enumerated() {
      let isBetween = place > 0 && place + 1 < text.count
      let start = bytes.count
      if scalar == " ", folds, column > Self.width, isBetween, before != " " {
        newLine()
        pad(to: indent)
        column = indent
        // A space at the start of a line would be lost.
        if text[place + 1] == " " { append("\\"); column += 1 }
      } else if scalar.isYAMLPrintable, !scalar.isYAMLBreak, scalar != "\"", scalar != "\\" {
        append(scalar)
        column += 1
      } else {
        append(Self.escape(scalar))
        column += bytes.count - start
      }
      before = scalar
    }
    append("\"")
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\0": return "\\0"
    case "\u{7}": return "\\a"
    case "\u{8}": return "\\b"
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\u{B}": return "\\v"
    case "\u{C}": return "\\f"
    case "\r": return "\\r"
    case "\u{1B}": return "\\e"
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{85}": return "\\N"
    case "\u{2028}": return "\\L"
    case "\u{2029}": return "\\P"
    default:
      let hex = String(scalar.value, radix: 16, uppercase: true)
      let (letter, width) = hex.count <= 2 ? ("x", 2) : hex.count <= 4 ? ("u", 4) : ("U", 8)
      return "\\" + letter + String(repeating: "0", count: width - hex.count) + hex
    }
  }

  private mutating func appendLiteral(_ text: String.UnicodeScalarView, _ indent: Int) {
    append("|")
    // Where the first line starts with a space, its indentation must be told.
    if let first = text.first, first == " " || first.isYAMLBreak { append("2") }
    let end = text.suffix(2)
    if end.last?.isYAMLBreak != true {
      append("-")
    } else if end.count == 1 || end.first?.isYAMLBreak == true {
      append("+")
    }
    newLine()
    var isLineStart = true
    for scalar in text {
      if isLineStart, !scalar.isYAMLBreak { pad(to: indent) }
      append(scalar)
      isLineStart = scalar.isYAMLBreak
      if isLineStart { lineStart = bytes.count }
    }
  }
}
