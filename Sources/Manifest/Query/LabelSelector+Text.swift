// SPDX-License-Identifier: Apache-2.0

extension LabelSelector {
  /// Reads the text form: `app=web,tier in (a, b),!canary`.
  package init(parsing text: String) throws(ManifestError) {
    var parser = SelectorParser(text)
    self = try parser.selector()
  }
}

/// A recursive-descent reader of label selectors.
private struct SelectorParser {
  private enum Token: Equatable {
    case word(String)
    case symbol(String)
    case end
  }

  private let text: String
  private var rest: Substring
  private var token = Token.end
  /// Where `token` begins.
  private var start: String.Index

  init(_ text: String) {
    self.text = text
    self.rest = text[...]
    self.start = text.startIndex
    advance()
  }

  mutating func selector() throws(ManifestError) -> LabelSelector {
    var requirements: [LabelRequirement] = []
    while token != .end {
      requirements.append(try requirement())
      guard token != .end else { break }
      try take(",", else: "',' or the end")
      // A comma promises another requirement.
      if token == .end { throw unexpected("a label key") }
    }
    return LabelSelector(requirements)
  }

  private mutating func requirement() throws(ManifestError) -> LabelRequirement {
    let begin = start
    let isNegated = token == .symbol("!")
    if isNegated { advance() }
    let key = try word("a label key")
    let (comparison, values) = try isNegated ? (.doesNotExist, []) : restriction()
    do {
      return try LabelRequirement(key, comparison, values)
    } catch {
      throw fault(error.cause, at: begin)
    }
  }

  private mutating func restriction() throws(ManifestError) -> (LabelRequirement.Operator, [String])
  {
    let comparison: LabelRequirement.Operator? =
      switch token {
      case .end, .symbol(","): .exists
      case .symbol("!"): nil
      case .symbol(let name), .word(let name): .init(rawValue: name)
      }
    guard let comparison, token != .word("exists") else { throw unexpected("an operator") }
    if comparison == .exists { return (.exists, []) }
    advance()
    let isSet = comparison == .isIn || comparison == .isNotIn
    return (comparison, isSet ? try set() : [try value()])
  }

  /// One value, which may be empty.
  private mutating func value() throws(ManifestError) -> String {
    if token == .end || token == .symbol(",") { return "" }
    return try word("a value")
  }

  /// Values in parentheses; an empty place between commas is an empty value.
  private mutating func set() throws(ManifestError) -> [String] {
    try take("(", else: "'('")
    var values: [String] = []
    while true {
      values.append(token == .symbol(",") || token == .symbol(")") ? "" : try word("a value"))
      if token == .symbol(")") { break }
      try take(",", else: "',' or ')'")
    }
    advance()
    return values
  }

  private mutating func word(_ wanted: String) throws(ManifestError) -> String {
    guard case .word(let word) = token else { throw unexpected(wanted) }
    advance()
    return word
  }

  private mutating func take(_ symbol: String, else wanted: String) throws(ManifestError) {
    guard token == .symbol(symbol) else { throw unexpected(wanted) }
    advance()
  }

  private func unexpected(_ wanted: String) -> ManifestError {
    switch token {
    case .end: fault("expected \(wanted), but it ends", at: start)
    case .word(let found), .symbol(let found):
      fault("expected \(wanted), found '\(found)'", at: start)
    }
  }

  private func fault(_ cause: String, at index: String.Index) -> ManifestError {
    let column = text.distance(from: text.startIndex, to: index) + 1
    return ManifestError("read label selector \"\(text)\"", "\(cause) at column \(column)")
  }

  private mutating func advance() {
    rest = rest.drop { $0.isSelectorSpace }
    start = rest.startIndex
    guard let first = rest.first else {
      token = .end
      return
    }
    for symbol in ["==", "!="] where rest.hasPrefix(symbol) {
      rest = rest.dropFirst(2)
      token = .symbol(symbol)
      return
    }
    if first.isSelectorSymbol {
      rest = rest.dropFirst()
      token = .symbol(String(first))
    } else {
      let word = rest.prefix { !$0.isSelectorSpace && !$0.isSelectorSymbol }
      rest = rest[word.endIndex...]
      token = .word(String(word))
    }
  }
}

extension Character {
  fileprivate var isSelectorSpace: Bool {
    self == " " || self == "\t" || self == "\n" || self == "\r" || self == "\r\n"
  }

  fileprivate var isSelectorSymbol: Bool { "=!(),<>".contains(self) }
}
