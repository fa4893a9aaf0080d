// SPDX-License-Identifier: Apache-2.0

/// A regular expression as Go has it, matched in a time that grows with the text and not beyond:
/// who writes the pattern may not be who pays for it.
struct Pattern: Sendable {
  /// One step of the machine that a pattern becomes.
  enum Step: Sendable {
    case one(Unicode.Scalar)
    case ranges([ClosedRange<UInt32>], isNegated: Bool)
    case any
    /// Both ways go on.
    case split(Int, Int)
    case jump(Int)
    case start, end
    case wordEdge(Bool)
    case done
  }

  private let steps: [Step]
  /// What the pattern is, where it means nothing but itself.
  private let literal: String?

  init(_ text: String) throws(Fault) {
    let isLiteral = text.utf8.allSatisfy { !#"\.+*?()|[]{}^$"#.utf8.contains($0) }
    literal = isLiteral ? text : nil
    steps = isLiteral ? [] : try PatternParser.steps(of: text)
  }

  /// Whether all of the text matches.
  func matchesAll(of text: String) -> Bool {
    if let literal { return literal == text }
    return run(Array(text.unicodeScalars), isWhole: true)
  }

  /// Whether some part of the text matches.
  func matches(within text: String) -> Bool {
    if let literal { return literal.isEmpty || text.contains(literal) }
    return run(Array(text.unicodeScalars), isWhole: false)
  }

  private func run(_ text: [Unicode.Scalar], isWhole: Bool) -> Bool {
    var here = Threads(steps.count)
    for place in 0...text.count {
      if place == 0 || !isWhole { add(0, to: &here, at: place, of: text) }
      if here.isDone, !isWhole || place == text.count { return true }
      guard place < text.count else { break }
      var next = Threads(steps.count)
      for step in here.list where accepts(steps[step], text[place]) {
        add(step + 1, to: &next, at: place + 1, of: text)
      }
      here = next
    }
    return false
  }

  /// Follows the steps that take nothing.
  private func add(
    _ first: Int, to threads: inout Threads, at place: Int, of text: [Unicode.Scalar]
  ) {
    var waiting = [first]
    while let step = waiting.popLast() {
      guard threads.enter(step) else { continue }
      switch steps[step] {
      case .split(let one, let other): waiting += [other, one]
      case .jump(let target): waiting.append(target)
      case .start: if place == 0 { waiting.append(step + 1) }
      case .end: if place == text.count { waiting.append(step + 1) }
      case .wordEdge(let isWanted):
        if isWordEdge(place, text) == isWanted { waiting.append(step + 1) }
      case .done: threads.isDone = true
      case .one, .ranges, .any: threads.list.append(step)
      }
    }
  }

  private func accepts(_ step: Step, _ scalar: Unicode.Scalar) -> Bool {
    switch step {
    case .one(let wanted): wanted == scalar
    case .ranges(let ranges, let isNegated):
      ranges.contains { $0.contains(scalar.value) } != isNegated
    case .any: scalar != "\n"
    default: false
    }
  }

  private func isWordEdge(_ place: Int, _ text: [Unicode.Scalar]) -> Bool {
    let before = place > 0 && text[place - 1].isWordPart
    let after = place < text.count && text[place].isWordPart
    return before != after
  }

  /// Where the machine is: at several steps at once.
  private struct Threads {
    var list: [Int] = []
    var isDone = false
    private var seen: [Bool]

    init(_ count: Int) { seen = Array(repeating: false, count: count) }

    mutating func enter(_ step: Int) -> Bool {
      defer { seen[step] = true }
      return !seen[step]
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWordPart: Bool {
    self == "_" || isASCII && (properties.isAlphabetic || ("0"..."9").contains(self))
  }
}
