// SPDX-License-Identifier: Apache-2.0

extension JSONPathParser {
  /// What stands in brackets: an index, a slice, a key in quotes, or several of these.
  mutating func brackets() throws(Refusal) -> [Step] {
    let start = index
    var paths: [[Step]] = []
    repeat {
      skip()
      let part = try part(until: { $0 == "]" || $0 == "," }, else: "the '[' is not closed", start)
      paths.append(try bracketed(part))
    } while peek == ","
    skip()
    return paths.count == 1 ? paths[0] : [.union(paths)]
  }

  private func bracketed(_ part: Substring.UnicodeScalarView) throws(Refusal) -> [Step] {
    var part = part
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    if part.count >= 2, part.first == "'", part.last == "'" {
      // kubectl takes a key in quotes for a path: dots in it are escaped like anywhere else.
      var parser = try parser(of: part.dropFirst().dropLast())
      let key = parser.field()
      return [key] + (try parser.steps(toEnd: true))
    }
    guard let slice = Self.slice(part) else {
      let text = Substring(part)
      throw fault("'\(text)' is no index, slice or key in single quotes", at: part.startIndex)
    }
    return [.slice(slice)]
  }

  private static func slice(_ part: Substring.UnicodeScalarView) -> Step.Slice? {
    if part.elementsEqual("*".unicodeScalars) { return Step.Slice() }
    var numbers: [Int?] = []
    for text in part.split(separator: ":", omittingEmptySubsequences: false) {
      let number = text.first == "+" ? nil : Int(String(text))
      guard number != nil || text.isEmpty else { return nil }
      numbers.append(number)
    }
    switch numbers.count {
    case 1: return numbers[0].map { Step.Slice(from: $0, isIndex: true) }
    case 2: return Step.Slice(from: numbers[0], to: numbers[1])
    case 3: return Step.Slice(from: numbers[0], to: numbers[1], by: numbers[2])
    default: return nil
    }
  }

  /// `[?(@.type=="Ready")]`
  mutating func filter() throws(Refusal) -> Step {
    let start = index
    skip(3)
    let inner = try part(until: { $0 == ")" }, else: "the filter is not closed", start)
    skip()
    guard peek == "]" else { throw fault("expected ']' after the filter") }
    skip()

    var sides = try parser(of: inner)
    let left = try sides.part(until: \.isComparison, else: nil, start)
    var filter = Step.Filter(left: try operand(left))
    let sign = sides.take(while: \.isComparison)
    if !sign.isEmpty {
      filter.comparison = Step.Comparison(rawValue: String(sign))
      guard filter.comparison != nil else {
        throw fault("there is no comparison '\(sign)'", at: sign.startIndex)
      }
      filter.right = try operand(inner[sign.endIndex...])
    }
    return .filter(filter)
  }

  private func operand(_ part: Substring.UnicodeScalarView) throws(Refusal) -> [Step] {
    guard part.contains(where: { $0 != " " }) else {
      throw fault("a side of the filter is empty", at: part.startIndex)
    }
    var parser = try parser(of: part)
    return try parser.steps(toEnd: true)
  }

  /// The text up to the first place outside of quotes where `ends` holds. Without a cause the end
  /// of the text will do as well.
  private mutating func part(
    until ends: (Unicode.Scalar) -> Bool, else cause: String?, _ start: Substring.Index
  ) throws(Refusal) -> Substring.UnicodeScalarView {
    let begin = index
    var quote: Unicode.Scalar?
    while let scalar = peek, quote != nil || !ends(scalar) {
      if quote == nil, scalar == "'" || scalar == "\"" {
        quote = scalar
      } else if scalar == quote {
        quote = nil
      }
      skip(scalar == "\\" && text.index(after: index) < text.endIndex ? 2 : 1)
    }
    if peek == nil, let cause { throw fault(cause, at: start) }
    return text[begin..<index]
  }
}

extension Unicode.Scalar {
  fileprivate var isComparison: Bool { self == "!" || self == "<" || self == "=" || self == ">" }
}
