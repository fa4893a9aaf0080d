// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Whether a pod may be made to leave its node. Pure.
enum Eviction: Equatable {
  /// Nothing speaks for the pod.
  case allowed
  /// It does not count as healthy: it may go as long as it is what was seen.
  case allowedAsSeen
  /// It may go when the budget has taken it into account.
  case counted

  static let budgets = Resource(group: "policy", version: "v1", plural: "poddisruptionbudgets")

  /// A pod that does not run yet, or no more, disrupts nothing by going.
  static func isHarmless(_ pod: Object) -> Bool {
    pod.isDeleting || ["Succeeded", "Failed", "Pending"].contains(pod.status["phase"]?.string)
  }

  /// The budgets of a pod, among those of its namespace. A selector of nothing selects nothing here.
  static func budgets(of pod: Object, among budgets: [Object]) -> [Object] {
    let labels = pod.value["metadata"]?["labels"]?.map
    guard let labels, !labels.isEmpty else { return [] }
    return budgets.filter { budget in
      guard let selector = try? LabelSelector(budget.spec["selector"] ?? [:]),
        !selector.requirements.isEmpty
      else { return false }
      return selector.matches(labels)
    }
  }

  static func decide(_ pod: Object, budgets: [Object]) throws(StatusError) -> Eviction {
    guard let budget = budgets.first else { return .allowed }
    guard budgets.count == 1 else {
      throw StatusError(
        code: 500, reason: .unknown,
        message: "This pod has more than one PodDisruptionBudget, which the eviction subresource "
          + "does not support.")
    }
    if !isReady(pod) {
      let (healthy, desired) = (
        budget.status["currentHealthy"]?.int ?? 0, budget.status["desiredHealthy"]?.int ?? 0
      )
      let goesAnyway = budget.spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
      if goesAnyway || healthy >= desired && desired > 0 { return .allowedAsSeen }
    }
    try check(budget)
    return .counted
  }

  /// What a budget becomes when a pod of its is about to go.
  static func counting(_ pod: String, in budget: Object, now: Time) throws(StatusError) -> Object {
    try check(budget)
    var budget = budget
    let allowed = budget.status["disruptionsAllowed"]?.int ?? 0
    budget.status["disruptionsAllowed"] = .int(allowed - 1)
    var disrupted = budget.status["disruptedPods"] ?? [:]
    disrupted[pod] = .string("\(now)")
    budget.status["disruptedPods"] = disrupted
    return budget
  }

  private static func isReady(_ pod: Object) -> Bool {
    (pod.status["conditions"]?.list ?? []).contains {
      $0["type"] == "Ready" && $0["status"] == "True"
    }
  }

  private static func check(_ budget: Object) throws(StatusError) {
    let status = budget.status
    let allowed = status["disruptionsAllowed"]?.int ?? 0
    let address = Address(
      Resource(group: "policy", version: "v1", plural: "poddisruptionbudget"), name: budget.name)
    guard status["observedGeneration"]?.int ?? 0 >= budget.metadata.generation else {
      throw refusal(
        "The disruption budget \(budget.name) is still being processed by the server.")
    }
    guard allowed >= 0 else {
      throw .forbidden(address, "pdb disruptions allowed is negative")
    }
    // As many as Kubernetes bears.
    guard status["disruptedPods"]?.map?.count ?? 0 <= 2000 else {
      throw .forbidden(
        address,
        "DisruptedPods map too big - too many evictions not confirmed by PDB controller")
    }
    guard allowed > 0 else {
      throw refusal(
        "The disruption budget \(budget.name) needs \(status["desiredHealthy"]?.int ?? 0) healthy "
          + "pods and has \(status["currentHealthy"]?.int ?? 0) currently")
    }
  }

  static func refusal(_ why: String) -> StatusError {
    var status = StatusError.tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.", retryAfterSeconds: 0)
    status.details.causes = [
      StatusError.Cause(reason: "DisruptionBudget", message: why, field: "")
    ]
    return status
  }
}
