// SPDX-License-Identifier: Apache-2.0

package import Kube
import Site

/// Whether a control plane replaces a Machine whose health check failed, now.
package enum Remediation: Sendable, Hashable {
  case none
  case remediate(machine: String, RemediationRecord)
  /// Not now: reason and message of the Machine's condition `OwnerRemediated`.
  case hold(machine: String, reason: Reason, String)

  package enum Reason: String, Sendable {
    /// It will be, once something has happened.
    case deferred = "RemediationDeferred"
    /// It will not be, unless a person changes something.
    case impossible = "CannotBeRemediated"
  }

  package static func decide(_ plane: ControlPlane, now: Time) -> Remediation {
    let patients = plane.machines.filter { $0.patient != nil }
    guard let chosen = patients.min(by: { isWorse($0, $1, plane) }), let patient = chosen.patient,
      !chosen.isDeleting
    else { return .none }
    if let earlier = plane.remediationInProgress, !earlier.isSpent(in: plane) {
      return .hold(
        machine: chosen.name, reason: .deferred,
        "Waiting for the replacement of Machine \(earlier.machine)")
    }
    switch attempt(chosen.name, patient, plane.remediation, now) {
    case .failure(let held): return .hold(machine: chosen.name, reason: held.reason, held.message)
    case .success(let record):
      if let held = danger(of: chosen, plane) {
        return .hold(machine: chosen.name, reason: held.reason, held.message)
      }
      return .remediate(machine: chosen.name, record)
    }
  }

  private struct Held: Error {
    let reason: Reason
    let message: String
  }

  /// The worst first: marked by a person, without a Node, failing in etcd, failing elsewhere, oldest.
  private static func isWorse(
    _ left: PlaneMachine, _ right: PlaneMachine, _ plane: ControlPlane
  ) -> Bool {
    let order: [PlaneMachine.Part] =
      (plane.isEtcdManaged ? [.etcdMember, .etcdPod] : [])
      + [.apiServer, .controllerManager, .scheduler]
    func signs(_ machine: PlaneMachine) -> [Bool] {
      [machine.patient?.isMarked != true, machine.node != nil] + order.map(machine.isHealthy)
    }
    for (mine, theirs) in zip(signs(left), signs(right)) where mine != theirs { return theirs }
    return PlaneMachine.isOlder(left, right)
  }

  /// The record of this try, or why it may not be made. A Machine that failed within `minHealthyPeriod`
  /// of being made as a replacement counts as the same trouble again.
  private static func attempt(
    _ machine: String, _ patient: PlaneMachine.Patient, _ limits: RemediationLimits, _ now: Time
  ) -> Result<RemediationRecord, Held> {
    let first = RemediationRecord(machine, at: now, retries: 0)
    guard let last = patient.replaced, let time = last.time,
      (patient.unhealthySince ?? now) < time + limits.minHealthyPeriod
    else { return .success(first) }
    let next = time + limits.retryPeriod
    guard now >= next else {
      return .failure(
        Held(
          reason: .deferred,
          message: "Machine \(last.machine) was replaced at \(time); the next try is at \(next) "
            + "(spec.remediation.retryPeriodSeconds)"))
    }
    if let most = limits.maxRetries, last.retries >= most {
      return .failure(
        Held(
          reason: .impossible,
          message:
            "Replacing it failed \(last.retries) times already (spec.remediation.maxRetry is "
            + "\(most)); mend the cause, then annotate it cluster.x-k8s.io/remediate-machine or delete it"
        ))
    }
    return .success(RemediationRecord(machine, at: now, retries: last.retries + 1))
  }

  /// What would be lost with the Machine. Before the control plane is initialized there is nothing to lose.
  private static func danger(of machine: PlaneMachine, _ plane: ControlPlane) -> Held? {
    guard plane.isInitialized else { return nil }
    if plane.machines.count <= 1 {
      return Held(
        reason: .impossible,
        message: "It is the only Machine of the control plane, which would be lost with it")
    }
    if let starting = plane.machines.first(where: { $0.node == nil && $0.patient == nil }) {
      return Held(
        reason: .deferred, message: "Waiting for Machine \(starting.name) to be provisioned first")
    }
    if let going = plane.deleting.first {
      return Held(reason: .deferred, message: "Waiting for Machine \(going.name) to be gone first")
    }
    let others = plane.machines.filter { $0.name != machine.name }
    guard others.contains(where: { $0.isServing(withEtcd: plane.isEtcdManaged) }) else {
      return Held(
        reason: .impossible, message: "No other Machine runs a control plane that serves")
    }
    return plane.isEtcdManaged ? etcdDanger(of: machine, plane) : nil
  }

  private static func etcdDanger(of machine: PlaneMachine, _ plane: ControlPlane) -> Held? {
    guard EtcdQuorum(plane, adding: false, removing: nil) != nil else {
      return Held(
        reason: .deferred, message: "Waiting for etcd to tell its members: its quorum is not known")
    }
    // A machine that never became a Node has no member to lose.
    guard let node = machine.node,
      let after = EtcdQuorum(plane, adding: false, removing: node), !after.isSafe
    else { return nil }
    return Held(
      reason: .impossible, message: "etcd would lose its quorum without \(node): \(after)")
  }
}
