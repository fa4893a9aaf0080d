// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
  /// Reads the string whose opening quote is next.
  mutating func string(in text: Span<UInt8>, isKey: Bool) throws(Problem) -> String {
    let start = at + 1
    let run = plainRun(from: start, in: text)
    guard run.end < text.count, text[run.end] == ASCII.quote else {
      return try escapedString(in: text)
    }
    at = run.end + 1
    let bytes = text.extracting(start..<run.end)
    if !run.isASCII { try text.checkUTF8(start..<run.end) }
    return isKey
      ? cache.string(of: bytes, isASCII: run.isASCII)
      : String(validUTF8: bytes, isASCII: run.isASCII)
  }

  /// The bytes up to a quote, a backslash, a control character or the end of the text.
  private func plainRun(from start: Int, in text: Span<UInt8>) -> (end: Int, isASCII: Bool) {
    var end = start
    var seen: UInt8 = 0
    while end < text.count {
      let byte = text[end]
      if byte == ASCII.quote || byte == ASCII.backslash || byte < 0x20 { break }
      seen |= byte
      end += 1
    }
    return (end, seen < 0x80)
  }

  private mutating func escapedString(in text: Span<UInt8>) throws(Problem) -> String {
    var bytes: [UInt8] = []
    at += 1
    while true {
      let run = at..<plainRun(from: at, in: text).end
      try text.checkUTF8(run)
      for place in run { bytes.append(text[place]) }
      at = run.upperBound
      guard at < text.count else { throw ends(text) }
      switch text[at] {
      case ASCII.quote:
        at += 1
        return String(validUTF8: bytes.span, isASCII: false)
      case ASCII.backslash: bytes.append(contentsOf: try escape(in: text))
      default: throw expected("no control character in a string", in: text)
      }
    }
  }

  /// Reads an escape, its backslash being next, and gives its UTF-8.
  private mutating func escape(in text: Span<UInt8>) throws(Problem) -> [UInt8] {
    guard at + 1 < text.count else { throw ends(text) }
    let plain: Character? =
      switch text[at + 1] {
      case ASCII.quote: "\""
      case ASCII.backslash: "\\"
      case UInt8(ascii: "/"): "/"
      case UInt8(ascii: "b"): "\u{8}"
      case UInt8(ascii: "f"): "\u{C}"
      case UInt8(ascii: "n"): "\n"
      case UInt8(ascii: "r"): "\r"
      case UInt8(ascii: "t"): "\t"
      default: nil
      }
    if let plain {
      at += 2
      return Array(plain.utf8)
    }
    guard let unit = codeUnit(at: at, in: text) else { throw badEscape(in: text) }
    at += 6
    if UTF16.isLeadSurrogate(unit), let trail = codeUnit(at: at, in: text),
      UTF16.isTrailSurrogate(trail)
    {
      at += 6
      return Array(String(decoding: [unit, trail], as: UTF16.self).utf8)
    }
    // Half a pair becomes U+FFFD here.
    return Array(String(decoding: [unit], as: UTF16.self).utf8)
  }

  /// The code unit of the `\uXXXX` at a place; nil where there is none.
  private func codeUnit(at place: Int, in text: Span<UInt8>) -> UInt16? {
    guard place + 6 <= text.count, text[place] == ASCII.backslash,
      text[place + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for digit in place + 2..<place + 6 {
      guard let value = ASCII.hexValue(text[digit]) else { return nil }
      unit = unit << 4 | value
    }
    return UInt16(unit)
  }
}

extension JSONReader {
  /// Reads the number that starts here.
  mutating func number(in text: Span<UInt8>) throws(Problem) -> Value {
    let start = at
    if text[at] == ASCII.minus { at += 1 }
    let whole = digits(in: text)
    guard whole.count == 1 || whole.count > 1 && text[whole.lowerBound] != ASCII.zero else {
      at = whole.lowerBound
      throw whole.isEmpty
        ? expected("a digit", in: text)
        : problem("a number cannot start with 0", in: text)
    }
    let hasFraction = try fraction(in: text)
    let hasExponent = try exponent(in: text)
    let written = String(validUTF8: text.extracting(start..<at), isASCII: true)
    if !hasFraction, !hasExponent, let int = Int64(written) { return .int(int) }
    guard let double = Double(written), double.isFinite else {
      at = start
      throw problem("the number is too large", in: text)
    }
    return .double(double)
  }

  /// Steps over digits.
  private mutating func digits(in text: Span<UInt8>) -> Range<Int> {
    let start = at
    while at < text.count, ASCII.isDigit(text[at]) { at += 1 }
    return start..<at
  }

  private mutating func fraction(in text: Span<UInt8>) throws(Problem) -> Bool {
    guard at < text.count, text[at] == ASCII.dot else { return false }
    at += 1
    if digits(in: text).isEmpty { throw expected("a digit", in: text) }
    return true
  }

  private mutating func exponent(in text: Span<UInt8>) throws(Problem) -> Bool {
    guard at < text.count, text[at] | 0x20 == UInt8(ascii: "e") else { return false }
    at += 1
    if at < text.count, text[at] == ASCII.plus || text[at] == ASCII.minus { at += 1 }
    if digits(in: text).isEmpty { throw expected("a digit", in: text) }
    return true
  }
}
