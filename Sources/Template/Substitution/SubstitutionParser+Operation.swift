// SPDX-License-Identifier: Apache-2.0

extension SubstitutionParser {
  typealias Operated = (Operation, arguments: [[Piece]])

  /// What follows the name, up to the closing brace.
  mutating func operation(from start: Int) throws(TemplateError) -> Operated {
    switch (peek(), peek(1)) {
    case (":", let next?):
      if let fallback = Operation.Fallback(rawValue: next) {
        index += 2
        return try self.fallback(fallback, orEmpty: true, from: start)
      }
      return try slice(from: start)
    case (":", nil): throw error(.substitution, at: start)
    case ("=", _): return try plainFallback(from: start)
    case ("-", _), ("?", _), ("+", _):
      return dialect == .bash ? try plainFallback(from: start) : (.value, [])
    case ("^", _), (",", _): return (.casing(casing()), [])
    case ("#", _): return try trim(.prefix, "#", from: start)
    case ("%", _): return try trim(.suffix, "%", from: start)
    case ("/", _): return try replacement(from: start)
    default: return (.value, [])
    }
  }

  private mutating func plainFallback(from start: Int) throws(TemplateError) -> Operated {
    guard let fallback = peek().flatMap(Operation.Fallback.init(rawValue:)) else {
      return (.value, [])
    }
    index += 1
    // Without a colon only `=` gets this far in clusterctl's dialect, where it means `:=`.
    return try self.fallback(fallback, orEmpty: dialect == .clusterctl, from: start)
  }

  private mutating func fallback(
    _ fallback: Operation.Fallback, orEmpty: Bool, from start: Int
  ) throws(TemplateError) -> Operated {
    let argument = try pieces(until: ["}"], escaping: dialect == .bash ? ["$", "}"] : [])
    guard peek() != nil else { throw error(.argument, at: start) }
    return (.fallback(fallback, orEmpty: orEmpty), [argument])
  }

  private mutating func slice(from start: Int) throws(TemplateError) -> Operated {
    index += 1
    // After the colon the original steps back by the width of what comes next.
    if dialect == .clusterctl, let next = peek(), !next.isASCII {
      throw error(.substitution, at: start)
    }
    let offset = try argument(until: [":", "}"], from: start)
    guard peek() == ":" else { return (.slice, [offset]) }
    repeat { index += 1 } while dialect == .clusterctl && peek() == ":"
    let length = try argument(until: ["}"], from: start)
    return (.slice, [offset, length])
  }

  private mutating func casing() -> Operation.Casing {
    var text = String.UnicodeScalarView()
    while let mark = peek(), mark == "^" || mark == ",", text.count < 2 {
      if dialect == .bash, let first = text.first, first != mark { break }
      text.append(mark)
      index += 1
    }
    return Operation.Casing(rawValue: String(text)) ?? .none
  }

  private mutating func trim(
    _ end: Operation.End, _ mark: Unicode.Scalar, from start: Int
  ) throws(TemplateError) -> Operated {
    index += 1
    let longest = take(mark)
    return (.trim(end, longest: longest), [try argument(until: ["}"], from: start)])
  }

  private mutating func replacement(from start: Int) throws(TemplateError) -> Operated {
    index += 1
    let operation = Operation.replace(extent())
    let isBash = dialect == .bash
    let stops: [Unicode.Scalar] = isBash ? ["/", "}"] : ["/"]
    let escapes: [Unicode.Scalar] = isBash ? ["$", "/", "}"] : ["$", "/", "\\"]
    let pattern = try argument(until: stops, escaping: escapes, from: start)
    if isBash, peek() == "}" { return (operation, [pattern]) }
    guard take("/") else { throw error(.substitution, at: start) }
    while !isBash, take("/") {}
    if peek() == "}" { return (operation, [pattern]) }
    let new = try argument(until: ["}"], escaping: escapes + (isBash ? ["\\"] : []), from: start)
    return (operation, [pattern, new])
  }

  private mutating func extent() -> Operation.Extent {
    if take("/") { return .all }
    if take("#") { return .prefix }
    return take("%") ? .suffix : .first
  }

  private mutating func argument(
    until stops: [Unicode.Scalar], escaping escapes: [Unicode.Scalar] = [], from start: Int
  ) throws(TemplateError) -> [Piece] {
    guard dialect == .clusterctl else { return try pieces(until: stops, escaping: escapes) }
    let argument = try pieces(until: stops, escaping: escapes, atMost: 1)
    guard !argument.isEmpty else { throw error(.argument, at: start) }
    return argument
  }
}
