// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
import Site

/// What a control plane says of itself, worked out of what a pass has seen.
package struct PlaneReport: Sendable {
  package let seen: ControlPlane
  /// Its Machines, with the conditions they are given in this pass.
  package var machines: [Object]
  package let step: PlaneStep
  /// Nil where the workload cluster was not asked or did not answer.
  package var reading: PlaneReading?
  package var unreachable: String?
  package let now: Time

  package init(_ seen: ControlPlane, _ step: PlaneStep, machines: [Object], now: Time) {
    self.seen = seen
    self.step = step
    self.machines = machines
    self.now = now
  }

  package var replicas: Replicas {
    Replicas(
      total: Int64(machines.count),
      ready: count { $0.isTrue(ConditionTypes.ready) },
      available: count { $0.isTrue(ConditionTypes.available) },
      upToDate: Int64(seen.machines.count { $0.outdated.isEmpty }))
  }

  private func count(_ isCounted: (Object) -> Bool) -> Int64 {
    Int64(machines.count(where: isCounted))
  }

  /// All but those that are written where they are found out: `Paused`, `CertificatesAvailable`.
  package func conditions(with own: Object) -> [Condition] {
    var scaling = ScalingReport(wanted: seen.replicas, existing: machines.count)
    if case .wait(let obstacles) = step { scaling.obstacles = obstacles.map(\.description) }
    scaling.going = machines.filter(\.isDeleting).map { machine in
      ScalingReport.Going(
        machine.name, since: machine.metadata.deletionTimestamp ?? now,
        message: machine.condition(ConditionTypes.deleting)?.message ?? "")
    }
    for machine in seen.machines where !machine.outdated.isEmpty {
      scaling.outdated[machine.name] = machine.outdated
    }
    return [
      initialized, etcd, components, machinesReady, machinesUpToDate, scaling.rollingOut,
      scaling.scalingUp, scaling.scalingDown(now: now), remediating, available(own),
      Condition(ConditionTypes.deleting, .no, reason: Reasons.not(ConditionTypes.deleting)),
    ]
  }

  private var initialized: Condition {
    let type = ConditionTypes.initialized
    if seen.isInitialized { return Condition(type, .yes, reason: type) }
    let awaited =
      seen.awaited.map(\.description)
      ?? Waiting(
        for: "kubeadm to start the control plane", since: seen.machines.map(\.created).min(),
        hint: "the conditions of its Machine say how far it got"
      ).description
    return Condition(type, .no, reason: Reasons.not(type), message: awaited)
  }

  // MARK: - Machines

  private var machinesReady: Condition {
    let type = ConditionTypes.machinesReady
    guard !machines.isEmpty else { return Condition(type, .yes, reason: "NoReplicas") }
    return ConditionMerge(type, reasons: ("NotReady", "ReadyUnknown", "Ready"))
      .aggregate(ConditionTypes.ready, over: machines, named: "Machines")
  }

  private var machinesUpToDate: Condition {
    let type = ConditionTypes.machinesUpToDate
    guard !machines.isEmpty else { return Condition(type, .yes, reason: "NoReplicas") }
    let outdated = seen.outdated
    guard !outdated.isEmpty else { return Condition(type, .yes, reason: "UpToDate") }
    let lines = outdated.prefix(3).map { machine in
      "* Machine \(machine.name): \(machine.outdated.joined(separator: ", "))"
    }
    let rest = outdated.count > 3 ? ["And \(outdated.count - 3) more"] : []
    return Condition(
      type, .no, reason: "NotUpToDate", message: (lines + rest).joined(separator: "\n"))
  }

  private var remediating: Condition {
    let type = ConditionTypes.remediating
    let patients = seen.machines.filter { $0.patient != nil }
    let record = seen.remediationInProgress.flatMap { $0.isSpent(in: seen) ? nil : $0 }
    guard record != nil || !patients.isEmpty else {
      return Condition(type, .no, reason: Reasons.not(type))
    }
    var lines = record.map { ["* Machine \($0.machine) is being replaced"] } ?? []
    if case .remediate(let name, _) = step { lines.append("* Machine \(name) is being deleted") }
    if case .hold(let name, _, let message) = Remediation.decide(seen, now: now) {
      lines.append("* Machine \(name): \(message)")
    }
    return Condition(type, .yes, reason: type, message: lines.joined(separator: "\n"))
  }
}
