// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Site

/// What a Machine says of its Node: the conditions `NodeReady` and `NodeHealthy`.
package enum NodeHealth {
  /// What is known of the Node.
  package enum Seen: Sendable {
    case conditions([Condition])
    case missing(name: String, isMachineDeleting: Bool)
    /// Not there yet; the text is what is waited for.
    case awaited(Waiting)
    /// The workload cluster did not answer, for longer than the grace period; the last time it did.
    case unreachable(lastAnswer: Time?)
  }

  package static func conditions(_ seen: Seen) -> (ready: Condition, healthy: Condition) {
    switch seen {
    case .conditions(let conditions): (ready(conditions), healthy(conditions))
    case .missing(let name, let isMachineDeleting):
      both(
        .no, "NodeDeleted",
        "Node \(name) has been deleted"
          + (isMachineDeleting ? "" : " while the Machine still exists"))
    case .awaited(let waiting): both(.unknown, "InspectionFailed", "\(waiting)")
    case .unreachable(let lastAnswer):
      both(
        .unknown, "ConnectionDown",
        lastAnswer.map { "The workload cluster has not answered since \($0)" }
          ?? "The workload cluster has not answered yet")
    }
  }

  private static func both(
    _ status: Condition.Status, _ reason: String, _ message: String
  ) -> (ready: Condition, healthy: Condition) {
    (
      Condition("NodeReady", status, reason: reason, message: message),
      Condition("NodeHealthy", status, reason: reason, message: message)
    )
  }

  private static func ready(_ conditions: [Condition]) -> Condition {
    guard let seen = conditions.first(where: { $0.type == "Ready" }) else {
      return Condition(
        "NodeReady", .unknown, reason: "NodeReadyUnknown",
        message: "* Node.Ready: Condition not yet reported")
    }
    let reasons: [Condition.Status: String] = [
      .yes: "NodeReady", .no: "NodeNotReady", .unknown: "NodeReadyUnknown",
    ]
    return Condition(
      "NodeReady", seen.status, reason: reasons[seen.status] ?? "NodeReadyUnknown",
      message: seen.status == .yes || seen.message.isEmpty ? "" : "* Node.Ready: \(seen.message)")
  }

  /// Ready, and no pressure: one line for each that is otherwise.
  private static func healthy(_ conditions: [Condition]) -> Condition {
    let findings = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"].compactMap { type in
      finding(type, conditions.first { $0.type == type })
    }
    let told = Set(findings.map(\.text))
    let lines =
      findings.count > 1 && told.count == 1 && findings.allSatisfy(\.isReported)
      ? ["* Node.AllConditions: \(findings[0].text)"]
      : findings.map { "* Node.\($0.type): \($0.text)" }
    let message = lines.joined(separator: "\n")
    if findings.contains(where: { $0.status == .no }) {
      return Condition("NodeHealthy", .no, reason: "NodeNotHealthy", message: message)
    }
    return findings.isEmpty
      ? Condition("NodeHealthy", .yes, reason: "NodeHealthy")
      : Condition("NodeHealthy", .unknown, reason: "NodeHealthUnknown", message: message)
  }

  private struct Finding {
    let type: String
    /// `no` where the Node says that it is not well, whatever the condition's own sign.
    let status: Condition.Status
    let text: String
    var isReported = true
  }

  private static func finding(_ type: String, _ condition: Condition?) -> Finding? {
    guard let condition else {
      return Finding(
        type: type, status: .unknown, text: "Condition not yet reported", isReported: false)
    }
    guard condition.status != (type == "Ready" ? .yes : .no) else { return nil }
    let text =
      condition.message.isEmpty ? "Condition is \(condition.status.rawValue)" : condition.message
    return Finding(type: type, status: condition.status == .unknown ? .unknown : .no, text: text)
  }
}
