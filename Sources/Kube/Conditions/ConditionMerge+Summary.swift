// SPDX-License-Identifier: Apache-2.0

extension ConditionMerge {
  /// Makes one condition of several of the same object.
  ///
  /// A type that is missing counts as unknown, unless it is named in `optional`. The message has one line
  /// for each condition that is not well, or for each that has something to say where all are.
  package func summary(
    of types: [String], in object: Object, optional: Set<String> = []
  ) -> Condition {
    let found = types.compactMap { type in
      object.condition(type)
        ?? (optional.contains(type)
          ? nil
          : Condition(
            type, .unknown, reason: "NotYetReported", message: "Condition \(type) not yet reported"))
    }
    let worst = found.map(weight).min() ?? .unknown
    let told = found.filter { condition in
      worst == .info ? !condition.message.isEmpty : weight(of: condition) != .info
    }
    let lines = told.sorted { weight(of: $0) < weight(of: $1) }.map(Self.line)
    return condition(weighing: worst, message: lines.joined(separator: "\n"))
  }

  private static func line(_ condition: Condition) -> String {
    let said = condition.message.isEmpty ? "No additional info provided" : condition.message
    // A message of several lines stays one item: its own items move one level in.
    let parts = said.split(separator: "\n", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return "* \(condition.type): \(said)" }
    return "* \(condition.type):\n" + parts.map { "  \($0)" }.joined(separator: "\n")
  }
}
