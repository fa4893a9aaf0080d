// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

extension PlanePass {
  /// Lets Machines that go leave etcd, each a step at a time.
  mutating func leaveEtcd(_ seen: ControlPlane) async throws(StatusError) {
    let hook = Annotations.controlPlaneCleanupHook
    for (index, found) in seen.machines.enumerated() where found.isDeleting {
      let machine = machines[index].machine
      guard machine.metadata.annotations[hook] != nil else { continue }
      switch exit(of: machine, found, seen) {
      case .release:
        machines[index].draft.now.metadata.annotations[hook] = nil
        try await site.save(machines[index].draft)
      case .wait(let waiting):
        guard isReached(machine) else { break }
        // The Machine tells what its hooks wait for by what they hold.
        machines[index].draft.now.metadata.annotations[hook] = "\(waiting)"
        try await site.save(machines[index].draft)
        lookAgain(after: .seconds(5))
      case .moveLeadership(let node): try await moveLeadership(from: found, to: node)
      case .removeMember(let member): try await remove(member, seen)
      }
    }
  }

  private func exit(
    of machine: Machine, _ found: PlaneMachine, _ seen: ControlPlane
  ) -> EtcdExit {
    // With the last Machine etcd itself goes: there is nobody left to tell.
    if seen.machines.count == 1, isReached(machine) { return .release }
    var facts = EtcdExit.Facts()
    facts.isReached = isReached(machine)
    facts.otherHooks = machine.metadata.annotations.keys.filter { name in
      name.hasPrefix(Annotations.preTerminateHook) && name != Annotations.controlPlaneCleanupHook
    }
    facts.leader = reading?.leader
    return EtcdExit.next(found, of: seen, facts)
  }

  private func isReached(_ machine: Machine) -> Bool {
    machine.condition(ConditionTypes.deleting)?.reason == Reasons.waitingForPreTerminateHook
  }

  /// Only the leader itself can be asked for it.
  private mutating func moveLeadership(
    from machine: PlaneMachine, to node: String
  ) async throws(StatusError) {
    guard let leader = machine.node,
      let member = reading?.members?.first(where: { $0.name == node })
    else { return }
    _ = try await probe.run(.moveLeadership(to: member.id), on: leader)
    lookAgain(after: .zero)
  }

  /// Any member that stays can be asked.
  private mutating func remove(
    _ member: EtcdMember, _ seen: ControlPlane
  ) async throws(StatusError) {
    let others = seen.machines.filter { !$0.isDeleting && $0.node != member.name }
    let node = others.compactMap(\.node).first { node in
      if case .status = reading?.etcd[node] { true } else { false }
    }
    guard let node else { return lookAgain(after: PlaneStep.retry) }
    _ = try await probe.run(.remove(member.id), on: node)
    site.events.record(
      .normal, on: plane.object, "EtcdMemberRemoved", "Removed etcd member \(member.name)")
    lookAgain(after: .zero)
  }
}
