// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
  func problem(_ cause: String, in text: Span<UInt8>, hint: String? = nil) -> Problem {
    Problem(mark: Mark(of: at, in: text), cause: cause, hint: hint)
  }

  /// The text is over before its time.
  func ends(_ text: Span<UInt8>) -> Problem {
    Problem(mark: Mark(of: text.count, in: text), cause: "the text ends in the middle of a value")
  }

  /// Something else stands where `what` should.
  func expected(_ what: String, in text: Span<UInt8>) -> Problem {
    guard at < text.count else { return ends(text) }
    let found = text.quotedCharacter(at: at)
    return problem("expected \(what), found \(found)", in: text, hint: hint(in: text))
  }

  func badEscape(in text: Span<UInt8>) -> Problem {
    problem(
      "unknown escape in a string", in: text,
      hint: #"JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits"#)
  }

  /// What to do about the mistakes people make.
  private func hint(in text: Span<UInt8>) -> String? {
    switch text[at] {
    case ASCII.apostrophe: return "JSON puts strings in double quotes"
    case UInt8(ascii: "#"), UInt8(ascii: "/"): return "JSON has no comments"
    case ASCII.closeBrace, ASCII.closeBracket:
      let before = (0..<at).last { !JSON.isSpace(text[$0]) }
      return before.map { text[$0] } == ASCII.comma
        ? "leave out the comma before the closing bracket" : nil
    default: return nil
    }
  }
}
