// SPDX-License-Identifier: Apache-2.0

/// How many conditions become one: a summary of one object's conditions, or an aggregate of one
/// condition over many objects. Issues come before what is unknown, and both before good news.
package struct ConditionMerge: Sendable {
  /// What one condition means to the one that is made of it.
  package enum Weight: Int, Comparable, Sendable {
    case issue
    case unknown
    case info

    package static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
  }

  /// The type of the condition to make.
  package var type: String
  /// Types for which `True` is the issue, such as `Deleting`.
  package var negative: Set<String>
  /// The reasons to give for issues, for what is unknown, and for all being well.
  package var reasons: (issue: String, unknown: String, info: String)

  package init(
    _ type: String, negative: Set<String> = [],
    reasons: (issue: String, unknown: String, info: String)? = nil
  ) {
    self.type = type
    self.negative = negative
    self.reasons = reasons ?? ("Not\(type)", "\(type)Unknown", type)
  }

  package func weight(of condition: Condition) -> Weight {
    switch condition.status {
    case .unknown: .unknown
    case .yes: negative.contains(condition.type) ? .issue : .info
    case .no: negative.contains(condition.type) ? .info : .issue
    }
  }

  /// The condition that carries a weight; the merged type may be negative itself.
  func condition(weighing weight: Weight, message: String) -> Condition {
    let isNegative = negative.contains(type)
    return switch weight {
    case .issue: Condition(type, isNegative ? .yes : .no, reason: reasons.issue, message: message)
    case .unknown: Condition(type, .unknown, reason: reasons.unknown, message: message)
    case .info: Condition(type, isNegative ? .no : .yes, reason: reasons.info, message: message)
    }
  }
}
