// SPDX-License-Identifier: Apache-2.0

package import Site

/// How a control-plane Machine that goes leaves etcd, before its instance is deleted: the work of the hook
/// `pre-terminate.delete.hook.machine.cluster.x-k8s.io/kcp-cleanup`.
package enum EtcdExit: Sendable, Hashable {
  /// Nothing is left to do: take the hook away.
  case release
  case wait(Waiting)
  case moveLeadership(to: String)
  case removeMember(EtcdMember)

  /// What decides beside the plane itself.
  package struct Facts: Sendable {
    package var isPlaneDeleting = false
    /// The Machine's own deletion has come to its pre-terminate hooks.
    package var isReached = true
    /// Pre-terminate hooks of others, which go first: kubelet needs etcd while it drains.
    package var otherHooks: [String] = []
    /// The member that leads; nil where that is not known.
    package var leader: String?

    package init() {}
  }

  package static func next(
    _ machine: PlaneMachine, of plane: ControlPlane, _ facts: Facts
  ) -> EtcdExit {
    // With the whole control plane going, no quorum is worth keeping.
    if facts.isPlaneDeleting { return .release }
    if !facts.isReached {
      return .wait(
        Waiting(for: "Machine \(machine.name) to be drained", since: machine.deletionTime))
    }
    if !facts.otherHooks.isEmpty {
      let hooks = facts.otherHooks.sorted().shortened()
      return .wait(Waiting(for: "other hooks of Machine \(machine.name): \(hooks)"))
    }
    guard plane.isEtcdManaged else { return .release }
    guard let members = plane.members else {
      return .wait(Waiting(for: "etcd to tell its members, to remove that of \(machine.name)"))
    }
    guard let member = members.first(where: { $0.name == machine.node && !$0.name.isEmpty }) else {
      return .release
    }
    return leave(member, machine, plane, facts)
  }

  private static func leave(
    _ member: EtcdMember, _ machine: PlaneMachine, _ plane: ControlPlane, _ facts: Facts
  ) -> EtcdExit {
    if let quorum = EtcdQuorum(plane, adding: false, removing: member.name), !quorum.isSafe {
      return .wait(
        Waiting(
          for: "etcd to bear the loss of \(member.name): \(quorum)", since: machine.deletionTime,
          hint: "repair a member first"))
    }
    if facts.leader == member.name {
      guard let successor = successor(of: member.name, in: plane) else {
        return .wait(Waiting(for: "a healthy etcd member that can lead after \(member.name)"))
      }
      return .moveLeadership(to: successor)
    }
    return .removeMember(member)
  }

  /// Who leads after a member that goes: the newest healthy one, which will be here longest.
  package static func successor(of leaving: String, in plane: ControlPlane) -> String? {
    let names = Set((plane.members ?? []).filter { !$0.isLearner }.map(\.name))
    return plane.machines.filter { machine in
      guard let node = machine.node, node != leaving, names.contains(node) else { return false }
      return !machine.isDeleting && machine.isHealthy(.etcdMember)
    }
    .max(by: PlaneMachine.isOlder)?.node
  }
}
