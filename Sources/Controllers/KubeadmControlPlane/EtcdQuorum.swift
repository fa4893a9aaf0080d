// SPDX-License-Identifier: Apache-2.0

/// Whether etcd keeps its quorum through a change of its members, counted on the members it has, not on
/// Machines.
package struct EtcdQuorum: Sendable, Hashable {
  package let voting: Int
  package let learners: Int
  /// Members that fail, or that may for all that is known.
  package let failing: [String]

  /// Nil where etcd could not be asked. A member that is added counts as failing, except beside none or
  /// one: from one to two there is no other way. A learner counts until it votes.
  package init?(_ plane: ControlPlane, adding: Bool, removing: String?) {
    guard let members = plane.members, !members.isEmpty else { return nil }
    let staying = members.filter { $0.name.isEmpty || $0.name != removing }
    let started = staying.filter { !$0.name.isEmpty }
    let worst = adding && members.count > 1
    voting = started.count { !$0.isLearner } + (adding ? 1 : 0)
    learners = staying.count { $0.isLearner || $0.name.isEmpty }
    failing =
      started.filter { !Self.isHealthy($0, plane) }.map(\.name)
      + staying.filter(\.name.isEmpty).map { "\($0.id) (starting)" }
      + (worst ? ["the new one"] : [])
  }

  package var needed: Int { voting / 2 + 1 }

  /// One step more, and enough members still vote. Nothing is done while a learner catches up.
  package var isSafe: Bool { learners == 0 && voting - failing.count >= needed }

  private static func isHealthy(_ member: EtcdMember, _ plane: ControlPlane) -> Bool {
    guard let machine = plane.machines.first(where: { $0.node == member.name }) else {
      return !member.hasAlarm
    }
    return machine.isHealthy(.etcdMember)
  }
}

extension EtcdQuorum: CustomStringConvertible {
  package var description: String {
    let fail = failing.isEmpty ? "none fails" : "\(failing.joined(separator: ", ")) failing"
    let tail = learners == 0 ? "" : ", \(learners) learning"
    return "\(voting) voting, \(needed) needed, \(fail)\(tail)"
  }
}
