// SPDX-License-Identifier: Apache-2.0

extension FieldSelector {
  /// Reads the text form, in which `\\`, `\,` and `\=` stand for themselves within a value.
  package init(parsing text: String) throws(ManifestError) {
    var terms: [Term] = []
    var rest = text[...].unicodeScalars
    while !rest.isEmpty {
      let part = rest.prefix(until: { $0.first == "," })
      if !part.isEmpty { terms.append(try Self.term(part, in: text)) }
      rest = rest[part.endIndex...].dropFirst()
    }
    self.init(terms)
  }

  private static func term(
    _ term: Substring.UnicodeScalarView, in text: String
  ) throws(ManifestError) -> Term {
    let field = term.prefix(until: { $0.first == "=" || $0.starts(with: "!=".unicodeScalars) })
    let rest = term[field.endIndex...]
    guard !field.isEmpty, let sign = rest.first else {
      throw fault("expected <field>=<value>", at: term.startIndex, in: text)
    }
    let isShort = sign == "=" && !rest.starts(with: "==".unicodeScalars)
    let value = try unescape(rest.dropFirst(isShort ? 1 : 2), in: text)
    return Term(field: String(field), value: value, isEqual: sign == "=")
  }

  private static func unescape(
    _ value: Substring.UnicodeScalarView, in text: String
  ) throws(ManifestError) -> String {
    var plain = String.UnicodeScalarView()
    var index = value.startIndex
    while index < value.endIndex {
      if value[index] == "\\" {
        let next = value.index(after: index)
        guard next < value.endIndex, "\\,=".unicodeScalars.contains(value[next]) else {
          throw fault("'\\' must stand before '\\', ',' or '='", at: index, in: text)
        }
        index = next
      } else if value[index] == "=" {
        throw fault("'=' within a value is written '\\='", at: index, in: text)
      }
      plain.append(value[index])
      index = value.index(after: index)
    }
    return String(plain)
  }

  private static func fault(
    _ cause: String, at index: String.Index, in text: String
  ) -> ManifestError {
    let column = text.unicodeScalars.distance(from: text.startIndex, to: index) + 1
    return ManifestError("read field selector \"\(text)\"", "\(cause) at column \(column)")
  }
}

extension Substring.UnicodeScalarView {
  /// The part before the first place where `ends` holds, not looking behind a backslash.
  fileprivate func prefix(until ends: (Self) -> Bool) -> Self {
    var index = startIndex
    while index < endIndex, !ends(self[index...]) {
      if self[index] == "\\" { index = self.index(after: index) }
      if index < endIndex { index = self.index(after: index) }
    }
    return self[..<index]
  }
}
