// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Site

/// The one thing that a control plane does next. It does one thing at a time, and only while everything
/// that stays is well: etcd forgives one mistake, not two.
package enum PlaneStep: Sendable, Hashable {
  case settle
  case wait([Waiting])
  /// The first Machine, which runs `kubeadm init`.
  case initialize(failureDomain: String?)
  case scaleUp(failureDomain: String?)
  /// Moves etcd's leadership where the Machine has it, then deletes the Machine.
  case scaleDown(machine: String)
  /// As `scaleDown`, noting the record on the control plane for the replacement.
  case remediate(machine: String, RemediationRecord)

  package static let retry = Duration.seconds(15)

  package static func next(_ plane: ControlPlane, now: Time) -> PlaneStep {
    if let awaited = plane.awaited { return .wait([awaited]) }
    // A remediation that has to wait says so on its Machine, and holds nothing else up.
    if case .remediate(let machine, let record) = Remediation.decide(plane, now: now) {
      return .remediate(machine: machine, record)
    }
    if !plane.outdated.isEmpty { return rollOut(plane, now) }
    if plane.machines.isEmpty {
      return plane.replicas > 0
        ? .initialize(failureDomain: FailureDomains.next(plane)) : .settle
    }
    if plane.machines.count < plane.replicas { return scaleUp(plane, now) }
    return plane.machines.count > plane.replicas ? scaleDown(plane, now) : .settle
  }

  /// Between `replicas + maxSurge - 1` and `replicas + maxSurge` machines, one at a time.
  private static func rollOut(_ plane: ControlPlane, _ now: Time) -> PlaneStep {
    let upToDate = plane.machines.count { $0.outdated.isEmpty && !$0.isDeleting }
    if upToDate >= plane.replicas { return scaleDown(plane, now) }
    // What a remediation took is made good first, whatever the count allows.
    if plane.remediationInProgress != nil { return scaleUp(plane, now) }
    return plane.machines.count < plane.replicas + plane.maxSurge
      ? scaleUp(plane, now) : scaleDown(plane, now)
  }

  private static func scaleUp(_ plane: ControlPlane, _ now: Time) -> PlaneStep {
    let obstacles = PlanePreflight.obstacles(plane, isScaleUp: true, ignoring: nil, now: now)
    return obstacles.isEmpty
      ? .scaleUp(failureDomain: FailureDomains.next(plane)) : .wait(obstacles)
  }

  private static func scaleDown(_ plane: ControlPlane, _ now: Time) -> PlaneStep {
    guard let machine = FailureDomains.leaving(plane) else { return .settle }
    let obstacles = PlanePreflight.obstacles(plane, isScaleUp: false, ignoring: machine, now: now)
    return obstacles.isEmpty ? .scaleDown(machine: machine) : .wait(obstacles)
  }
}
