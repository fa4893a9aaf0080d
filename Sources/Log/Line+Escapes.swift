// SPDX-License-Identifier: Apache-2.0

extension Line {
  mutating func addQuoted(_ text: String, for format: Format) {
    add("\"")
    addEscaped(text, for: format, quotes: true)
    add("\"")
  }

  /// `text` with nothing in it that ends a line or drives a terminal.
  mutating func addEscaped(_ text: String, for format: Format, quotes: Bool = false) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": add(#"\n"#)
      case "\r": add(#"\r"#)
      case "\t": add(#"\t"#)
      case "\"" where quotes: add(#"\""#)
      case "\\" where quotes: add(#"\\"#)
      case _ where scalar.drivesTerminal: addHexadecimal(scalar.value)
      default: for unit in scalar.utf8 { add(unit) }
      }
    }
  }

  /// `\u001b`; what needs it has four digits at most.
  private mutating func addHexadecimal(_ value: UInt32) {
    add(#"\u"#)
    for shift in [12, 8, 4, 0] as [UInt32] {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 0xf)
      add(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character, or ends a line for some readers, or turns its direction.
  fileprivate var drivesTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
