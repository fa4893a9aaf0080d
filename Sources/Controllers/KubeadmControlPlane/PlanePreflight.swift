// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Site

/// Whether a control plane is steady enough to change.
package enum PlanePreflight {
  /// What is in the way of a change; empty where it may go ahead. `ignoring` is the Machine that is to
  /// leave: its health is why, not an obstacle.
  package static func obstacles(
    _ plane: ControlPlane, isScaleUp: Bool, ignoring leaving: String?, now: Time
  ) -> [Waiting] {
    guard !plane.machines.isEmpty else { return [] }
    if !plane.deleting.isEmpty {
      return plane.deleting.map { machine in
        Waiting(
          for: "Machine \(machine.name) to be gone", since: machine.deletionTime,
          hint: "its condition Deleting says what holds it")
      }
    }
    let unwell = plane.machines.filter { $0.name != leaving }.flatMap { ailments($0, plane) }
    // After a remediation the plane may be unwell in more than one place: it is enough that it would
    // still serve, and vote, with one machine more.
    if isScaleUp, plane.remediationInProgress != nil, !unwell.isEmpty { return bare(plane) }
    if isScaleUp, !unwell.isEmpty, plane.machines.allSatisfy({ isWellSoFar($0, plane, now) }) {
      return plane.machines.count == 1 ? [] : etcdObstacles(plane)
    }
    return unwell
  }

  /// How long a kubelet may take to tell of the Pods that it runs of itself.
  private static let beginning = Duration.seconds(120)
  /// What is said of a Pod until then.
  private static let early: Set = ["DoesNotExist", "Provisioning"]

  /// Whether nothing is wrong with a machine: its etcd is well, which the next machine leans on, and its other
  /// parts are, or were not told of for so short a time that this means nothing yet. An only machine's etcd is
  /// behind all that was read: it cannot be asked before its Pod is told of.
  private static func isWellSoFar(
    _ machine: PlaneMachine, _ plane: ControlPlane, _ now: Time
  ) -> Bool {
    guard machine.node != nil else { return false }
    let isOnly = plane.machines.count == 1 && machine.health[.etcdMember]?.status == .unknown
    guard isOnly || !plane.isEtcdManaged || machine.isHealthy(.etcdMember) else { return false }
    return PlaneMachine.Part.allCases.allSatisfy { part in
      if part == .etcdMember || part.isEtcd && !plane.isEtcdManaged { return true }
      guard let condition = machine.health[part] else { return false }
      return condition.status == .yes
        || early.contains(condition.reason)
          && now - (condition.lastTransitionTime ?? now) < beginning
    }
  }

  private static func ailments(_ machine: PlaneMachine, _ plane: ControlPlane) -> [Waiting] {
    guard machine.node != nil else {
      return [
        Waiting(
          for: "Machine \(machine.name) to have a Node", since: machine.created,
          hint: "its conditions say how far it got")
      ]
    }
    let parts = PlaneMachine.Part.allCases.filter { plane.isEtcdManaged || !$0.isEtcd }
    return parts.filter { !machine.isHealthy($0) }.map { part in
      guard let condition = machine.health[part] else {
        return Waiting(for: "\(part.condition) of Machine \(machine.name) to be reported")
      }
      let message = condition.message.isEmpty ? condition.reason : condition.message
      return Waiting(
        for: "\(part.condition) of Machine \(machine.name), which is \(condition.status.rawValue)",
        since: condition.lastTransitionTime, hint: message)
    }
  }

  private static func bare(_ plane: ControlPlane) -> [Waiting] {
    var obstacles: [Waiting] = []
    if !plane.machines.contains(where: { $0.isServing(withEtcd: plane.isEtcdManaged) }) {
      obstacles.append(
        Waiting(
          for: "one Machine whose control plane serves, which the replacement could join",
          hint: "repair one of \(plane.machines.map(\.name).shortened())"))
    }
    return obstacles + etcdObstacles(plane)
  }

  private static func etcdObstacles(_ plane: ControlPlane) -> [Waiting] {
    guard plane.isEtcdManaged else { return [] }
    guard let quorum = EtcdQuorum(plane, adding: true, removing: nil) else {
      return [Waiting(for: "etcd to tell its members", hint: "see its Pods")]
    }
    guard !quorum.isSafe else { return [] }
    return [Waiting(for: "etcd to bear one member more: \(quorum)", hint: "repair a member first")]
  }
}
