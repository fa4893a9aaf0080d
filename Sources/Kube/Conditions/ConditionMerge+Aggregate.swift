// SPDX-License-Identifier: Apache-2.0

extension ConditionMerge {
  /// Makes one condition of the same one over many objects.
  ///
  /// Objects that say the same share a line; three lines are shown, the rest is counted. `named` is the
  /// plural for that count: `Machines`.
  package func aggregate(
    _ source: String, over objects: [Object], named plural: String
  ) -> Condition {
    let seen = objects.map { object in
      (
        object,
        object.condition(source)
          ?? Condition(
            source, .unknown, reason: "NotYetReported",
            message: "Condition \(source) not yet reported")
      )
    }
    let worst = seen.map { weight(of: $0.1) }.min() ?? .unknown
    guard worst != .info else { return condition(weighing: .info, message: "") }
    let lines = Weight.allButInfo.flatMap { weight in
      let weighed = seen.filter { self.weight(of: $0.1) == weight }
      return Self.lines(of: weighed, weight: weight, plural: plural)
    }
    return condition(weighing: worst, message: lines.joined(separator: "\n"))
  }

  private static let shownLines = 3
  private static let shownNames = 3

  private static func lines(
    of seen: [(Object, Condition)], weight: Weight, plural: String
  ) -> [String] {
    let groups = Dictionary(grouping: seen, by: \.1.message)
      .map { (message: $0.key, objects: $0.value.map(\.0).sorted { $0.name < $1.name }) }
      .sorted { ($1.objects.count, $0.message) < ($0.objects.count, $1.message) }
    var lines = groups.prefix(shownLines).map { group in
      "* \(subject(group.objects, plural)): \(indented(group.message))"
    }
    let rest = groups.dropFirst(shownLines).reduce(0) { $0 + $1.objects.count }
    if rest > 0 {
      let noun = rest == 1 ? plural.singular : plural
      lines.append(
        "And \(rest) \(noun) with \(weight == .issue ? "other issues" : "status unknown")")
    }
    return lines
  }

  private static func subject(_ objects: [Object], _ plural: String) -> String {
    let names = objects.prefix(shownNames).map(\.name).joined(separator: ", ")
    let more = objects.count > shownNames ? ", ... (\(objects.count - shownNames) more)" : ""
    return "\(objects.count == 1 ? plural.singular : plural) \(names)\(more)"
  }

  private static func indented(_ message: String) -> String {
    guard message.contains("\n") else {
      return message.isEmpty ? "No additional info provided" : message
    }
    return message.split(separator: "\n").reduce("") { "\($0)\n  \($1)" }
  }
}

extension ConditionMerge.Weight {
  fileprivate static let allButInfo: [Self] = [.issue, .unknown]
}

extension String {
  /// Kinds end in a plain s.
  fileprivate var singular: String { hasSuffix("s") ? String(dropLast()) : self }
}
