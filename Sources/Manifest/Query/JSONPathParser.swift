// SPDX-License-Identifier: Apache-2.0

/// Reads the steps of a JSONPath, alone or up to the brace that ends it in a template.
struct JSONPathParser {
  /// Paths within paths, and ranges within ranges.
  static let depthLimit = 50

  let text: Substring.UnicodeScalarView
  var index: Substring.Index
  /// Where the text begins whose columns are told.
  private let origin: Substring.Index
  private let depth: Int

  init(_ text: Substring) {
    self.init(text.unicodeScalars, origin: text.base.startIndex, depth: 0)
  }

  private init(_ text: Substring.UnicodeScalarView, origin: Substring.Index, depth: Int) {
    self.text = text
    self.index = text.startIndex
    self.origin = origin
    self.depth = depth
  }

  var peek: Unicode.Scalar? { index < text.endIndex ? text[index] : nil }

  func hasPrefix(_ prefix: String) -> Bool {
    text[index...].starts(with: prefix.unicodeScalars)
  }

  mutating func skip(_ count: Int = 1) {
    text.formIndex(&index, offsetBy: count)
  }

  mutating func take(while holds: (Unicode.Scalar) -> Bool) -> Substring {
    let start = index
    while let scalar = peek, holds(scalar) { skip() }
    return Substring(text[start..<index])
  }

  /// Reads a part of the text by itself.
  func parser(of part: Substring.UnicodeScalarView) throws(Refusal) -> JSONPathParser {
    guard depth < Self.depthLimit else {
      throw fault("more than \(Self.depthLimit) paths within each other", at: part.startIndex)
    }
    return JSONPathParser(part, origin: origin, depth: depth + 1)
  }

  func fault(_ cause: String, at place: Substring.Index? = nil) -> Refusal {
    let column = text.distance(from: origin, to: place ?? index) + 1
    return Refusal("\(cause) at column \(column)")
  }

  /// The steps up to a closing brace, which stays, or to the end of the text.
  mutating func steps(toEnd: Bool = false) throws(Refusal) -> [Step] {
    var steps: [Step] = []
    while let scalar = peek, toEnd || scalar != "}" { try step(scalar, after: &steps) }
    return steps
  }

  private mutating func step(_ scalar: Unicode.Scalar, after steps: inout [Step]) throws(Refusal) {
    switch scalar {
    case " ", "@", "$": skip()
    case ".":
      guard hasPrefix("..") else {
        skip()
        return steps.append(field())
      }
      if steps.last == .descent { throw fault("'..' is followed by another '..'") }
      skip(2)
      steps.append(.descent)
      if let next = peek, next.isWord { steps.append(field()) }
    case "[": steps += hasPrefix("[?(") ? [try filter()] : try brackets()
    case "\"", "'": steps.append(.literal(.string(try quoted())))
    case "+", "-", "0"..."9": steps.append(.literal(try number()))
    case _ where scalar.isWord: steps.append(try word())
    case "&", "|":
      throw fault("a filter is one comparison, without '&&' and '||': unexpected '\(scalar)'")
    default: throw fault("unexpected '\(scalar)'")
    }
  }

  /// A key after a dot; a backslash takes a character for part of the key.
  mutating func field() -> Step {
    let start = index
    while let scalar = peek, !scalar.endsField {
      skip(scalar == "\\" && text.index(after: index) < text.endIndex ? 2 : 1)
    }
    let key = text[start..<index]
    return key.elementsEqual("*".unicodeScalars)
      ? .wildcard : .field(String(String.UnicodeScalarView(key.lazy.filter { $0 != "\\" })))
  }

  private mutating func word() throws(Refusal) -> Step {
    let start = index
    let word = take { !$0.endsField }
    switch word {
    case "true", "false": return .literal(.bool(word == "true"))
    default: throw fault("unexpected '\(word)'", at: start)
    }
  }

  private mutating func number() throws(Refusal) -> Value {
    let start = index
    let sign = peek == "+" || peek == "-" ? 1 : 0
    skip(sign)
    _ = take { $0.isDigit || $0 == "." }
    let digits = String(text[start..<index])
    if let number = Int64(digits) { return .int(number) }
    guard let number = Double(digits), number.isFinite else {
      throw fault("'\(digits)' is not a number", at: start)
    }
    return .double(number)
  }
}

extension Unicode.Scalar {
  var isDigit: Bool { "0"..."9" ~= self }

  /// What a word or a key can begin with, where a dot may be left out.
  fileprivate var isWord: Bool { self == "_" || properties.isAlphabetic || isDigit }

  var endsField: Bool {
    switch self {
    case " ", "\t", "\r", "\n", ".", ",", "[", "]", "$", "@", "{", "}": true
    default: false
    }
  }
}
