// SPDX-License-Identifier: Apache-2.0

/// Whether a MachineHealthCheck lets unhealthy Machines be replaced at all: where too many are, the fault
/// is likely not theirs. `spec.remediation.triggerIf`.
package struct RemediationGate: Sendable {
  /// `unhealthyLessThanOrEqualTo`, `maxUnhealthy` of v1beta1; without either, any number.
  package var most = CountOrPercent.percent(100)
  /// `unhealthyInRange: "[1-3]"`: it counts alone where it is there.
  package var range: ClosedRange<Int>?

  package init() {}

  /// The range in its brackets; nil where it is none.
  package static func range(_ text: String) -> ClosedRange<Int>? {
    guard text.first == "[", text.last == "]" else { return nil }
    let ends = text.dropFirst().dropLast().split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let low = Int(ends[0]), let high = Int(ends[1]), low >= 0, low <= high
    else { return nil }
    return low...high
  }

  /// The answer, and how many more may be unhealthy before it is no.
  package struct Answer: Sendable, Hashable {
    package let isAllowed: Bool
    /// `status.remediationsAllowed`.
    package let remaining: Int
    /// Of the condition `RemediationAllowed`, where it is False.
    package let message: String?
  }

  /// `expected` Machines are selected, `healthy` of them are well.
  package func answer(expected: Int, healthy: Int) -> Answer {
    let unhealthy = expected - healthy
    let counted = "\(unhealthy) of \(expected) Machines are unhealthy"
    let hint = "mend what they have in common, or raise the limit"
    if let range {
      let isAllowed = range.contains(unhealthy)
      return Answer(
        isAllowed: isAllowed, remaining: isAllowed ? range.upperBound - unhealthy : 0,
        message: isAllowed
          ? nil
          : "\(counted), and remediation.triggerIf.unhealthyInRange is "
            + "[\(range.lowerBound)-\(range.upperBound)]; \(hint)")
    }
    // A share rounds down: of three Machines 40 % is one.
    let limit = most.resolved(of: expected, roundingUp: false)
    let isAllowed = unhealthy <= limit
    return Answer(
      isAllowed: isAllowed, remaining: max(limit - unhealthy, 0),
      message: isAllowed
        ? nil
        : "\(counted), and remediation.triggerIf.unhealthyLessThanOrEqualTo is \(most); \(hint)")
  }
}
