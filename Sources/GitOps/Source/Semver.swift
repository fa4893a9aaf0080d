// SPDX-License-Identifier: Apache-2.0

/// A version such as `v1.2.3-rc.1`, which may lack its last numbers.
struct Semver: Comparable, Hashable {
  let numbers: [Int]
  let prerelease: [Substring]

  /// Nil where the text is none.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    if rest.first == "v" || rest.first == "V" { rest.removeFirst() }
    rest = rest.prefix { $0 != "+" }
    let mark = rest.firstIndex(of: "-") ?? rest.endIndex
    let parts = rest[..<mark].split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    guard (1...3).contains(parts.count), numbers.count == parts.count else { return nil }
    self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
    prerelease = rest[mark...].dropFirst().split(separator: ".")
    guard mark == rest.endIndex || !prerelease.isEmpty else { return nil }
  }

  init(_ numbers: [Int]) {
    self.numbers = numbers
    prerelease = []
  }

  static func < (one: Semver, other: Semver) -> Bool {
    if one.numbers != other.numbers {
      return one.numbers.lexicographicallyPrecedes(other.numbers)
    }
    // What comes before a release is older than it.
    if one.prerelease.isEmpty || other.prerelease.isEmpty {
      return !one.prerelease.isEmpty && other.prerelease.isEmpty
    }
    for (left, right) in zip(one.prerelease, other.prerelease) where left != right {
      switch (Int(left), Int(right)) {
      case (let left?, let right?): return left < right
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return left < right
      }
    }
    return one.prerelease.count < other.prerelease.count
  }
}

/// Versions that a person would take: `^1.2`, `~1.2.3`, `>=1.0.0 <2.0.0`, `1.x`, `1.0 - 2.0`, `a || b`.
struct SemverRange {
  private struct Bound {
    var comparison: String
    var version: Semver
  }

  private let choices: [[Bound]]

  /// Nil where the text is no range.
  init?(_ text: String) {
    var choices: [[Bound]] = []
    for choice in text.replacing("||", with: "|").split(
      separator: "|", omittingEmptySubsequences: false)
    {
      guard let bounds = Self.bounds(of: choice) else { return nil }
      choices.append(bounds)
    }
    self.choices = choices
  }

  func contains(_ version: Semver) -> Bool {
    choices.contains { bounds in
      // What comes before a release is taken only where the range speaks of such.
      guard version.prerelease.isEmpty || bounds.contains(where: { !$0.version.prerelease.isEmpty })
      else { return false }
      return bounds.allSatisfy { Self.holds($0, version) }
    }
  }

  private static func holds(_ bound: Bound, _ version: Semver) -> Bool {
    switch bound.comparison {
    case ">=": version >= bound.version
    case ">": version > bound.version
    case "<=": version <= bound.version
    case "<": version < bound.version
    case "!=": version != bound.version
    default: version == bound.version
    }
  }

  private static func bounds(of choice: Substring) -> [Bound]? {
    let words = choice.split { $0 == " " || $0 == "," }
    if words.count == 3, words[1] == "-" {
      guard let low = term(">=" + words[0]), let high = term("<=" + words[2]) else { return nil }
      return low + high
    }
    var bounds: [Bound] = []
    var waiting = ""
    for word in words {
      // An operator may stand alone, before its version.
      if word.allSatisfy({ "<>=!~^".contains($0) }) {
        waiting += word
        continue
      }
      guard let term = term(waiting + word) else { return nil }
      bounds += term
      waiting = ""
    }
    return waiting.isEmpty && !bounds.isEmpty ? bounds : nil
  }

  private static func term(_ text: String) -> [Bound]? {
    let sign = String(text.prefix { "<>=!~^".contains($0) })
    var rest = text.dropFirst(sign.count)
    if rest.first == "v" { rest.removeFirst() }
    let parts = rest.prefix { $0 != "-" && $0 != "+" }.split(separator: ".")
    let given = Array(parts.prefix { !["x", "X", "*"].contains($0) })
    let numbers = given.compactMap { Int($0) }
    guard numbers.count == given.count, parts.count <= 3, !parts.isEmpty else { return nil }
    let isWhole = numbers.count == 3
    guard let low = isWhole ? Semver(rest) : Semver(filled(numbers)) else { return nil }
    let high = above(numbers, at: max(numbers.count - 1, 0))
    switch sign {
    case "", "=", "==": return isWhole ? [Bound(comparison: "=", version: low)] : span(low, high)
    case "~", "~>": return span(low, above(numbers, at: min(1, max(numbers.count - 1, 0))))
    case "^":
      // The first number that is not zero must not change.
      let place = numbers.firstIndex { $0 > 0 } ?? max(numbers.count - 1, 0)
      return span(low, above(numbers, at: place))
    case ">" where !isWhole: return high.map { [Bound(comparison: ">=", version: $0)] }
    case "<=" where !isWhole: return high.map { [Bound(comparison: "<", version: $0)] } ?? []
    case ">", ">=", "<", "<=", "!=": return [Bound(comparison: sign, version: low)]
    default: return nil
    }
  }

  private static func span(_ low: Semver, _ high: Semver?) -> [Bound] {
    [Bound(comparison: ">=", version: low)]
      + (high.map { [Bound(comparison: "<", version: $0)] } ?? [])
  }

  private static func filled(_ numbers: [Int]) -> [Int] {
    numbers + Array(repeating: 0, count: 3 - numbers.count)
  }

  /// The first version that differs in a number; nil where no number is given.
  private static func above(_ numbers: [Int], at place: Int) -> Semver? {
    guard numbers.indices.contains(place) else { return nil }
    return Semver(filled(Array(numbers[..<place]) + [numbers[place] + 1]))
  }
}
