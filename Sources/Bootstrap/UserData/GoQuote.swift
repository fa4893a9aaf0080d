// SPDX-License-Identifier: Apache-2.0

/// A text as Go's `%q` writes it. All of its escapes mean the same in YAML's double quotes.
enum GoQuote {
  static func text(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": #"\""#
    case "\\": #"\\"#
    case "\u{7}": #"\a"#
    case "\u{8}": #"\b"#
    case "\u{c}": #"\f"#
    case "\n": #"\n"#
    case "\r": #"\r"#
    case "\t": #"\t"#
    case "\u{b}": #"\v"#
    case _ where isPrinted(scalar): String(scalar)
    default: hexadecimal(scalar.value)
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    switch value {
    case ..<0x80: #"\x"# + padded(value, 2)
    case ..<0x10000: #"\u"# + padded(value, 4)
    default: #"\U"# + padded(value, 8)
    }
  }

  private static func padded(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// What Go calls printable: letters, marks, numbers, punctuation, symbols, and the space of ASCII.
  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == " " { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return false
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }
}
