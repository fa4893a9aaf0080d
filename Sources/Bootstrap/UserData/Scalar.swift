// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Texts in one line of YAML.
///
/// cloud-init expands Jinja before it reads YAML: an expression must come out of the writer as it went
/// in, so a quote in it decides which quotes go around it.
enum Scalar {
  /// `text` as a value or a key, plain where it can be.
  static func text(_ text: String) -> String {
    let written = YAML.text(.string(text)).dropLast()
    let isOneLine = !written.contains("\n")
    if holdsJinja(text), !isOneLine || !keepsExpressions(of: text, written) { return jinja(text) }
    return isOneLine ? String(written) : JSON.text(.string(text))
  }

  /// As above, but a number or a truth value in a text stays bare, where either is understood.
  static func bare(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0) || (65...90).contains($0)
    }
    return isWord && !text.isEmpty ? text : Self.text(text)
  }

  /// A command: quoted as Go quotes, unless that would put a backslash into an expression of Jinja.
  static func command(_ text: String) -> String {
    let quoted = GoQuote.text(text)
    return holdsJinja(text) && !keepsExpressions(of: text, quoted) ? jinja(text) : quoted
  }

  static func holdsJinja(_ text: String) -> Bool { text.contains("{{") }

  private static func jinja(_ text: String) -> String {
    // In single quotes nothing is escaped but a single quote, which is doubled.
    let single = "'" + text.replacing("'", with: "''") + "'"
    let isOneLine = !text.contains { $0.isNewline }
    return isOneLine && keepsExpressions(of: text, single) ? single : GoQuote.text(text)
  }

  /// Whether what stands between `{{` and `}}` in `text` stands so in `written` too.
  private static func keepsExpressions(of text: String, _ written: some StringProtocol) -> Bool {
    text.split(separator: "{{").dropFirst(text.hasPrefix("{{") ? 0 : 1).allSatisfy { part in
      let expression = part.firstRange(of: "}}").map { part[..<$0.lowerBound] } ?? part
      return written.contains("{{" + expression)
    }
  }
}
