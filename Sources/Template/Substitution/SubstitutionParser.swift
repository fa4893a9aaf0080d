// SPDX-License-Identifier: Apache-2.0

/// Reads a text with `${…}` in it, one pass, left to right.
///
/// In clusterctl's dialect it accepts and refuses what drone/envsubst does, oddities included: an
/// argument is one text or one variable, the pattern of a replacement runs to the next `/` whatever
/// comes first, `$$` is an escape only outside of arguments and within replacements.
struct SubstitutionParser {
  let source: Source
  let dialect: Substitution.Dialect
  let scalars: [Unicode.Scalar]
  private let origins: [Int]
  var index = 0
  private var depth = 0

  init(_ source: Source, dialect: Substitution.Dialect) {
    self.source = source
    self.dialect = dialect
    switch dialect {
    case .clusterctl:
      let text = LegacySpaces(removedFrom: source.scalars)
      scalars = text.scalars
      origins = text.origins
    case .bash:
      scalars = source.scalars
      origins = Array(0...scalars.count)
    }
  }

  mutating func parse() throws(TemplateError) -> [Piece] {
    if let nul = scalars.firstIndex(of: "\0") {
      throw error("the text has a NUL byte", at: nul)
    }
    return try pieces(until: [], escaping: ["$"])
  }

  /// Text and variables, up to one of `stops` or the end.
  mutating func pieces(
    until stops: [Unicode.Scalar], escaping escapes: [Unicode.Scalar], atMost limit: Int = .max
  ) throws(TemplateError) -> [Piece] {
    var pieces: [Piece] = []
    while let scalar = peek(), !stops.contains(scalar), pieces.count < limit {
      if opensVariable {
        pieces.append(.variable(try use()))
      } else {
        pieces.append(.text(text(until: stops, escaping: escapes)))
      }
    }
    return pieces
  }

  private mutating func use() throws(TemplateError) -> Piece.Use {
    let start = index
    index += 2
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw error("nested more than 100 deep", at: start) }
    if peek() == "#" { return try lengthUse(from: start) }
    let name = word()
    guard !name.isEmpty else { throw error(.name, at: start) }
    let (operation, arguments) = try operation(from: start)
    guard take("}") else { throw error(operation == .value ? .brace : .substitution, at: start) }
    return Piece.Use(
      name: name, operation: operation, arguments: arguments, offset: origins[start])
  }

  private mutating func lengthUse(from start: Int) throws(TemplateError) -> Piece.Use {
    index += 1
    let name = word()
    guard !name.isEmpty, take("}") else { throw error(.substitution, at: start) }
    return Piece.Use(name: name, operation: .length, arguments: [], offset: origins[start])
  }

  private mutating func text(
    until stops: [Unicode.Scalar], escaping escapes: [Unicode.Scalar]
  ) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = peek(), !stops.contains(scalar), !opensVariable {
      if let escaped = peek(1), escapes.contains(escaped), scalar == (escaped == "$" ? "$" : "\\") {
        index += 1
      }
      text.append(scalars[index])
      index += 1
    }
    return String(text)
  }

  private mutating func word() -> String {
    var word = String.UnicodeScalarView()
    while let scalar = peek(), isNamePart(scalar, first: word.isEmpty) {
      word.append(scalar)
      index += 1
    }
    return String(word)
  }

  private func isNamePart(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
    switch dialect {
    case .bash: scalar.isASCIIWord && !(first && ("0"..."9").contains(scalar))
    case .clusterctl: scalar == "_" || scalar.isLetterOrDigit
    }
  }
}

// MARK: - The scanner

extension SubstitutionParser {
  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    index += 1
    return true
  }

  private var opensVariable: Bool { peek() == "$" && peek(1) == "{" }

  /// The words of drone/envsubst, which people search for.
  enum Complaint: String {
    case brace = "missing closing brace"
    case name = "unable to parse variable name"
    case argument = "unable to parse substitution within function"
    case substitution = "bad substitution"
  }

  func error(_ complaint: Complaint, at start: Int) -> TemplateError {
    let snippet = source.snippet(from: origins[start], closing: "}")
    let state = snippet.last == "}" || snippet.last == "…" ? "" : "unclosed "
    return error("\(complaint.rawValue): \(state)\(snippet)", at: start)
  }

  func error(_ cause: String, at start: Int) -> TemplateError {
    source.error(cause, at: origins[start], hint: hint(at: start))
  }

  /// The forms of bash that clusterctl refuses have a right way to be written.
  private func hint(at start: Int) -> String? {
    guard dialect == .clusterctl, let mark = peek(), ["-", "+", "?"].contains(mark),
      index > start + 2
    else { return nil }
    return "write \":\(mark)\", or use --strict for bash's meaning of \"\(mark)\""
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      true
    default: false
    }
  }
}
