// SPDX-License-Identifier: Apache-2.0

/// Makes the steps of a pattern, by recursive descent.
struct PatternParser {
  /// More than any pattern needs that a person wrote.
  private static let stepLimit = 10_000
  private static let repeatLimit = 1000
  private static let depthLimit = 100

  private let text: [Unicode.Scalar]
  private let shown: String
  private var place = 0
  private var depth = 0

  private init(_ text: String) {
    shown = text
    self.text = Array(text.unicodeScalars)
  }

  static func steps(of text: String) throws(Fault) -> [Pattern.Step] {
    var parser = PatternParser(text)
    let steps = try parser.choice()
    guard parser.place == parser.text.count else { throw parser.fault("an unexpected ')'") }
    return steps + [.done]
  }

  private func fault(_ cause: String) -> Fault {
    Fault("\"\(shown)\" is no regular expression: \(cause)")
  }

  private var next: Unicode.Scalar? { place < text.count ? text[place] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    place += 1
    return true
  }

  private mutating func choice() throws(Fault) -> [Pattern.Step] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw fault("it is nested too deep") }
    var steps = try sequence()
    while take("|") {
      let other = try sequence()
      steps =
        [.split(1, steps.count + 2)] + steps.moved(by: 1) + [.jump(steps.count + other.count + 2)]
        + other.moved(by: steps.count + 2)
    }
    return steps
  }

  private mutating func sequence() throws(Fault) -> [Pattern.Step] {
    var steps: [Pattern.Step] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let part = try repeated(try atom())
      steps += part.moved(by: steps.count)
      guard steps.count <= Self.stepLimit else { throw fault("it is too large") }
    }
    return steps
  }

  private mutating func atom() throws(Fault) -> [Pattern.Step] {
    guard let scalar = next else { throw fault("it ends too early") }
    place += 1
    switch scalar {
    case "(": return try group()
    case "[": return [try set()]
    case ".": return [.any]
    case "^": return [.start]
    case "$": return [.end]
    case "\\": return [try escape()]
    case "*", "+", "?": throw fault("'\(scalar)' has nothing to repeat")
    default: return [.one(scalar)]
    }
  }

  private mutating func group() throws(Fault) -> [Pattern.Step] {
    if take("?") {
      if take("P") || next == "<" {
        guard take("<"), let end = text[place...].firstIndex(of: ">") else {
          throw fault("a group without a name")
        }
        place = end + 1
      } else if !take(":") {
        throw fault("flags are not supported")
      }
    }
    let steps = try choice()
    guard take(")") else { throw fault("a ')' is missing") }
    return steps
  }

  private mutating func repeated(_ atom: [Pattern.Step]) throws(Fault) -> [Pattern.Step] {
    let steps: [Pattern.Step]
    switch next {
    case "*": steps = atom.repeated(atLeast: 0, atMost: nil)
    case "+": steps = atom.repeated(atLeast: 1, atMost: nil)
    case "?": steps = atom.repeated(atLeast: 0, atMost: 1)
    case "{":
      guard let (least, most) = try bounds() else { return atom }
      guard atom.count * max(least, most ?? 0) <= Self.stepLimit else {
        throw fault("it is too large")
      }
      steps = atom.repeated(atLeast: least, atMost: most)
    default: return atom
    }
    place += 1
    // Greedy or not, the same texts match.
    _ = take("?")
    if let next, "*+?".unicodeScalars.contains(next) {
      throw fault("'\(next)' repeats what is repeated")
    }
    return steps
  }

  /// What `{2}`, `{2,}` or `{2,5}` says, its last brace still to be taken; nil where the brace is just
  /// a brace.
  private mutating func bounds() throws(Fault) -> (least: Int, most: Int?)? {
    let start = place
    place += 1
    guard let least = number() else { return brace(start) }
    var most: Int? = least
    if take(",") { most = next == "}" ? Optional.none : number() ?? -1 }
    guard next == "}", most != -1 else { return brace(start) }
    guard max(least, most ?? 0) <= Self.repeatLimit, (most ?? least) >= least else {
      throw fault("it repeats too often")
    }
    return (least, most)
  }

  private mutating func brace(_ start: Int) -> (least: Int, most: Int?)? {
    place = start
    return nil
  }

  private mutating func number() -> Int? {
    let digits = text[place...].prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.count < 6 else { return nil }
    place += digits.count
    return digits.reduce(0) { $0 * 10 + Int($1.value) - 48 }
  }

  private mutating func escape() throws(Fault) -> Pattern.Step {
    guard let scalar = next else { throw fault("it ends in '\\'") }
    place += 1
    switch scalar {
    case "d", "w", "s": return .ranges(Self.ranges(of: scalar), isNegated: false)
    case "D": return .ranges(Self.ranges(of: "d"), isNegated: true)
    case "W": return .ranges(Self.ranges(of: "w"), isNegated: true)
    case "S": return .ranges(Self.ranges(of: "s"), isNegated: true)
    case "A": return .start
    case "z": return .end
    case "b": return .wordEdge(true)
    case "B": return .wordEdge(false)
    default: return .one(try plain(scalar))
    }
  }

  private func plain(_ scalar: Unicode.Scalar) throws(Fault) -> Unicode.Scalar {
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "f": return "\u{C}"
    case "v": return "\u{B}"
    case let other
    where other.isASCII && !(other.properties.isAlphabetic || other.properties.numericType != nil):
      return other
    default: throw fault("'\\\(scalar)' means nothing")
    }
  }

  private static func ranges(of name: Unicode.Scalar) -> [ClosedRange<UInt32>] {
    switch name {
    case "d": [0x30...0x39]
    case "w": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    default: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    }
  }
}

extension PatternParser {
  /// What stands between brackets.
  private mutating func set() throws(Fault) -> Pattern.Step {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while isFirst || next != "]" {
      isFirst = false
      ranges += try member()
    }
    place += 1
    return .ranges(ranges, isNegated: isNegated)
  }

  private mutating func member() throws(Fault) -> [ClosedRange<UInt32>] {
    if next == "[", place + 1 < text.count, text[place + 1] == ":" { return try namedClass() }
    if next == "\\", place + 1 < text.count, "dws".unicodeScalars.contains(text[place + 1]) {
      place += 2
      return Self.ranges(of: text[place - 1])
    }
    let low = try edge()
    guard next == "-", place + 1 < text.count, text[place + 1] != "]" else { return [low...low] }
    place += 1
    let high = try edge()
    guard low <= high else { throw fault("a range that ends before it begins") }
    return [low...high]
  }

  private mutating func edge() throws(Fault) -> UInt32 {
    guard let scalar = next else { throw fault("a ']' is missing") }
    place += 1
    guard scalar == "\\" else { return scalar.value }
    guard let escaped = next else { throw fault("a ']' is missing") }
    place += 1
    return try plain(escaped).value
  }

  private mutating func namedClass() throws(Fault) -> [ClosedRange<UInt32>] {
    let classes: [String: [ClosedRange<UInt32>]] = [
      "alpha": [0x41...0x5A, 0x61...0x7A], "digit": [0x30...0x39], "lower": [0x61...0x7A],
      "upper": [0x41...0x5A], "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
      "space": [0x09...0x0D, 0x20...0x20], "word": Self.ranges(of: "w"),
      "punct": [
        0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E,
      ], "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]
    var name = String.UnicodeScalarView()
    place += 2
    while let scalar = next, scalar != ":" {
      name.append(scalar)
      place += 1
    }
    guard take(":"), take("]"), let ranges = classes[String(name)] else {
      throw fault("no such class as [:\(String(name)):]")
    }
    return ranges
  }
}

extension [Pattern.Step] {
  /// The same steps, further on.
  fileprivate func moved(by distance: Int) -> [Pattern.Step] {
    guard distance > 0 else { return self }
    return map { step in
      switch step {
      case .split(let one, let other): .split(one + distance, other + distance)
      case .jump(let target): .jump(target + distance)
      default: step
      }
    }
  }

  fileprivate func repeated(atLeast least: Int, atMost most: Int?) -> [Pattern.Step] {
    var steps: [Pattern.Step] = []
    for _ in 0..<least { steps += moved(by: steps.count) }
    guard let most else {
      let start = steps.count
      return steps + [.split(start + 1, start + count + 2)] + moved(by: start + 1) + [.jump(start)]
    }
    for _ in least..<most {
      let start = steps.count
      steps += [.split(start + 1, start + count + 1)] + moved(by: start + 1)
    }
    return steps
  }
}
