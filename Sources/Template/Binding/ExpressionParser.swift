// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Reads a text with `$<…>` in it.
///
///     $<  path  [:= default]  [| filter argument…]…  >
///
/// In a default `\>` and `\|` stand for themselves.
struct ExpressionParser {
  private let source: Source
  private var index = 0
  private var depth = 0

  static func parts(of text: String, at path: Path) throws(TemplateError) -> [Node.Part] {
    guard text.contains("$<") else { return text.isEmpty ? [] : [.text(text)] }
    var parser = ExpressionParser(source: Source(text, named: "\(path)"))
    return try parser.parts(until: [])
  }

  private mutating func parts(until stops: [Unicode.Scalar]) throws(TemplateError) -> [Node.Part] {
    var parts: [Node.Part] = []
    while let scalar = peek(), !stops.contains(scalar) {
      if opensUse {
        parts.append(.use(try use()))
      } else {
        parts.append(.text(text(until: stops)))
      }
    }
    return parts
  }

  private mutating func text(until stops: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = peek(), !stops.contains(scalar), !opensUse {
      let escapesUse = scalar == "$" && peek(1) == "$" && peek(2) == "<"
      let escapesStop = scalar == "\\" && peek(1).map(stops.contains) == true
      if escapesUse || escapesStop { index += 1 }
      if escapesUse {
        text.append("$")
        index += 1
      }
      text.append(source.scalars[index])
      index += 1
    }
    return String(text)
  }

  private mutating func use() throws(TemplateError) -> Node.Use {
    let start = index
    index += 2
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw error("nested more than 100 deep", at: start) }
    skipSpaces()
    let path = try path(from: start)
    skipSpaces()
    var fallback: [Node.Part]?
    if peek() == ":", peek(1) == "=" {
      index += 2
      fallback = try parts(until: [">", "|"])
      if peek() == "|" { fallback?.trimEnd() }
    }
    let filters = try filters(from: start)
    guard take(">") else { throw error("unclosed \(snippet(from: start))", at: start) }
    return Node.Use(
      reference: path, fallback: fallback, filters: filters, place: source.place(of: start))
  }

  private mutating func path(from start: Int) throws(TemplateError) -> Reference {
    let word = word()
    guard !word.isEmpty else {
      throw error("\(snippet(from: start)) names nothing", at: start)
    }
    var path = Path([.key(word)])
    while true {
      if take(".") {
        let key = self.word()
        guard !key.isEmpty else { throw error("a key is missing after \(path).", at: start) }
        path = path.key(key)
      } else if take("[") {
        let key = take("'") ? plain(until: "'") : plain(until: "]")
        guard take("]"), !key.isEmpty else {
          throw error("the \"[\" after \(path) is not closed", at: start)
        }
        path = Int(key).map(path.index) ?? path.key(key)
      } else {
        return Reference(word: word, path: path)
      }
    }
  }

  private mutating func filters(from start: Int) throws(TemplateError) -> [Filter.Call] {
    var calls: [Filter.Call] = []
    while take("|") {
      skipSpaces()
      let name = word()
      guard let filter = Filter(rawValue: name) else {
        throw error(
          "there is no filter \"\(name)\"", at: start,
          hint: "the filters are \(Filter.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let arguments = arguments()
      guard filter.takes.contains(arguments.count) else {
        throw error("\(name) does not take \(arguments.count) arguments", at: start)
      }
      calls.append(Filter.Call(filter: filter, arguments: arguments))
    }
    return calls
  }

  /// Words, or texts in single quotes.
  private mutating func arguments() -> [String] {
    var arguments: [String] = []
    skipSpaces()
    while let scalar = peek(), scalar != "|", scalar != ">" {
      arguments.append(take("'") ? plain(until: "'") : plain(until: " ", "|", ">"))
      skipSpaces()
    }
    return arguments
  }
}

// MARK: - The scanner

extension ExpressionParser {
  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < source.scalars.count ? source.scalars[index + ahead] : nil
  }

  private var opensUse: Bool { peek() == "$" && peek(1) == "<" }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    index += 1
    return true
  }

  private mutating func skipSpaces() { while take(" ") {} }

  private mutating func word() -> String {
    var word = String.UnicodeScalarView()
    while let scalar = peek(), scalar.isASCIIWord || (scalar == "-" && !word.isEmpty) {
      word.append(scalar)
      index += 1
    }
    return String(word)
  }

  /// What comes before one of `stops`; a quote that ends it is passed.
  private mutating func plain(until stops: Unicode.Scalar...) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = peek(), !stops.contains(scalar) {
      text.append(scalar)
      index += 1
    }
    if stops == ["'"] { index += 1 }
    return String(text)
  }

  private func snippet(from start: Int) -> String { source.snippet(from: start, closing: ">") }

  private func error(_ cause: String, at start: Int, hint: String? = nil) -> TemplateError {
    TemplateError(
      "bind \(source.place(of: start))", cause, hint: hint ?? "write $$< for a literal $<")
  }
}

extension [Node.Part] {
  /// Spaces before the bar of a filter are not the default's.
  fileprivate mutating func trimEnd() {
    guard case .text(let text) = last else { return }
    removeLast()
    let spaces = text.reversed().prefix { $0 == " " }.count
    if spaces < text.count { append(.text(String(text.dropLast(spaces)))) }
  }
}
