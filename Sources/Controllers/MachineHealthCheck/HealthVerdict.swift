// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a health check finds of one Machine.
package enum HealthVerdict: Sendable, Hashable {
  /// Nothing is wrong; to be looked at again then, where something may go wrong by the mere passing of
  /// time.
  case healthy(again: Duration?)
  /// Reason and message of `HealthCheckSucceeded`.
  case unhealthy(reason: String, message: String)

  package init(_ target: HealthCheck.Target, by check: HealthCheck, now: Time) {
    if target.isMarked {
      self = .unhealthy(
        reason: "HasRemediateAnnotation",
        message: "Health check failed: marked for remediation by the annotation "
          + "cluster.x-k8s.io/remediate-machine")
      return
    }
    // Machines are not to blame for a cluster that is not up; its first control plane may be.
    guard target.controlPlaneInitialized != nil || target.isControlPlane,
      target.clusterInfrastructureReady != nil
    else {
      self = .healthy(again: nil)
      return
    }
    var machine = Findings()
    machine.look(for: check.machine, in: target.conditions, on: "Machine", now: now)
    var node = Findings()
    let reason = node.look(at: target, by: check, now: now)
    let messages = machine.messages + node.messages
    guard messages.isEmpty else {
      self = .unhealthy(
        reason: machine.messages.isEmpty ? reason : "UnhealthyMachine",
        message: (["Health check failed:"] + messages.map { "  * \($0)" }).joined(separator: "\n"))
      return
    }
    self = .healthy(again: [machine.again, node.again].compactMap(\.self).min())
  }
}

private struct Findings {
  var messages: [String] = []
  /// The soonest moment at which something that is wrong will have lasted too long.
  var again: Duration?

  mutating func look(
    for symptoms: [HealthCheck.Symptom], in conditions: [Condition], on kind: String, now: Time
  ) {
    for symptom in symptoms {
      guard let seen = conditions.first(where: { $0.type == symptom.type }),
        seen.status == symptom.status
      else { continue }
      let since = seen.lastTransitionTime ?? now
      guard isOver(since, symptom.timeout, now) else { continue }
      messages.append(
        "Condition \(symptom.type) on \(kind) is \(symptom.status.rawValue) (\(seen.reason)) since "
          + "\(since), longer than \(symptom.timeout.words)")
    }
  }

  /// The reason, for the case that there are messages.
  mutating func look(
    at target: HealthCheck.Target, by check: HealthCheck, now: Time
  ) -> String {
    switch target.node {
    case .missing(let name):
      messages.append("Node \(name) has been deleted")
      return "NodeDeleted"
    case .none:
      guard check.nodeStartupTimeout > .zero else { return "" }
      let begun = target.startupBegan
      if isOver(begun, check.nodeStartupTimeout, now) {
        messages.append(
          "No Node has joined since \(begun), longer than \(check.nodeStartupTimeout.words)")
      }
      return "NodeStartupTimeout"
    case .conditions(let conditions):
      look(for: check.node, in: conditions, on: "Node", now: now)
      return "UnhealthyNode"
    }
  }

  /// Whether the time is over; where it is not, notes when it will be.
  private mutating func isOver(_ since: Time, _ timeout: Duration, _ now: Time) -> Bool {
    let end = since + timeout
    guard now <= end else { return true }
    // One second later, so that the next look is not too early by a fraction.
    let wait = (end - now) + .seconds(1)
    again = min(again ?? wait, wait)
    return false
  }
}

extension HealthCheck.Target {
  /// Since when the Machine could have made a Node: everything that it needs is there.
  fileprivate var startupBegan: Time {
    let ready = conditions.first { $0.type == "InfrastructureReady" && $0.status == .yes }
    let moments = [ready?.lastTransitionTime, controlPlaneInitialized, clusterInfrastructureReady]
    return moments.compactMap(\.self).reduce(created, max)
  }
}

extension Duration {
  /// `10m`, `1h30m`, `45s`, as Kubernetes writes durations, without zero parts.
  var words: String {
    let total = components.seconds
    let parts = [(total / 3600, "h"), (total / 60 % 60, "m"), (total % 60, "s")]
    let text = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "0s" : text
  }
}
