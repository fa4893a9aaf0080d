// SPDX-License-Identifier: Apache-2.0

/// What an eviction asks of the PodDisruptionBudgets that select the Pod: the verdict of kube-apiserver,
/// for clusters that have none.
package struct DisruptionBudget: Sendable, Hashable {
  package let name: String
  package var disruptionsAllowed: Int
  package var desiredHealthy: Int
  package var currentHealthy: Int
  /// `status.observedGeneration` is not behind.
  package var isObserved = true

  package init(
    _ name: String, disruptionsAllowed: Int, desiredHealthy: Int, currentHealthy: Int
  ) {
    self.name = name
    self.disruptionsAllowed = disruptionsAllowed
    self.desiredHealthy = desiredHealthy
    self.currentHealthy = currentHealthy
  }

  /// What comes of an eviction.
  package enum Verdict: Sendable, Hashable {
    /// With the budget that has one disruption fewer now.
    case evict(charging: String?)
    /// 429, with the message and its cause.
    case later(String, cause: String)
    /// 500.
    case refuse(String)

    /// As one text, as conditions have it.
    package var message: String? {
      switch self {
      case .evict: nil
      case .later(let message, let cause): "\(message) \(cause)"
      case .refuse(let message): message
      }
    }
  }

  /// `isRunning` is false for Pods that are pending, finished or going: taking them disrupts nothing.
  package static func verdict(on budgets: [DisruptionBudget], isRunning: Bool) -> Verdict {
    guard isRunning, let budget = budgets.first else { return .evict(charging: nil) }
    guard budgets.count == 1 else {
      return .refuse(
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
          + "support.")
    }
    let refusal = "Cannot evict pod as it would violate the pod's disruption budget."
    guard budget.isObserved else {
      return .later(
        refusal,
        cause: "The disruption budget \(budget.name) is still being processed by the server.")
    }
    guard budget.disruptionsAllowed <= 0 else { return .evict(charging: budget.name) }
    return .later(
      refusal,
      cause: "The disruption budget \(budget.name) needs \(budget.desiredHealthy) healthy pods and "
        + "has \(budget.currentHealthy) currently")
  }
}
