// SPDX-License-Identifier: Apache-2.0

/// An expression of Jinja that names a value: `ds.meta_data["local_hostname"]`, `v1.region`, `a[0]`.
struct InstancePath: Hashable {
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  let steps: [Step]

  /// Nil where the text is anything else: a filter, a call, arithmetic.
  init?(_ text: Substring) {
    var scanner = Scanner(rest: text)
    guard let first = scanner.name() else { return nil }
    var steps = [Step.key(first)]
    while !scanner.isAtEnd {
      guard let step = scanner.step() else { return nil }
      steps.append(step)
    }
    self.steps = steps
  }
}

private struct Scanner {
  var rest: Substring

  init(rest: Substring) {
    self.rest = rest
    skipBlanks()
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func step() -> InstancePath.Step? {
    if skip(".") {
      if let index = number() { return .index(index) }
      return name().map { .key($0) }
    }
    guard skip("[") else { return nil }
    let step = quoted().map { InstancePath.Step.key($0) } ?? number().map { .index($0) }
    return skip("]") ? step : nil
  }

  mutating func name() -> String? {
    guard let first = rest.first, first == "_" || first.isASCII && first.isLetter else {
      return nil
    }
    let name = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    take(name.count)
    return String(name)
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    take(digits.count)
    return number
  }

  private mutating func quoted() -> String? {
    guard let quote = rest.first, quote == "'" || quote == "\"",
      let end = rest.dropFirst().firstIndex(of: quote)
    else { return nil }
    let text = rest[rest.index(after: rest.startIndex)..<end]
    // A backslash begins an escape, of which no key has need.
    guard !text.contains("\\") else { return nil }
    take(text.count + 2)
    return String(text)
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    take(1)
    return true
  }

  private mutating func take(_ count: Int) {
    rest = rest.dropFirst(count)
    skipBlanks()
  }

  private mutating func skipBlanks() { rest = rest.drop { $0.isWhitespace } }
}
