// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing
import Site

@Suite struct EtcdTests {
  @Test(arguments: [
    // members, those that fail, whether one is added, which is removed
    ("a b c", "", false, "a", true), ("a b c", "b", false, "a", false),
    ("a b c", "a", false, "a", true), ("a b c d e", "b", false, "a", true),
    ("a b c d e", "b c", false, "a", false), ("a b c d e", "a b", false, "a", true),
    ("a b c", "", true, "", true), ("a b c", "a", true, "", false), ("a", "", true, "", true),
    ("a b", "", true, "", true), ("a b", "b", true, "", false), ("a b c", "", false, "x", true),
  ])
  func `quorum through a change`(
    members: String, failing: String, adding: Bool, removed: String, isSafe: Bool
  ) throws {
    var plane = PlaneDecisionTests.plane(members)
    for index in plane.machines.indices where failing.contains(plane.machines[index].name) {
      plane.machines[index].health[.etcdMember] = nil
    }
    let quorum = try #require(EtcdQuorum(plane, adding: adding, removing: removed))
    #expect(quorum.isSafe == isSafe, "\(quorum)")
  }

  @Test func `learners, members without a Machine, and none at all`() throws {
    var plane = PlaneDecisionTests.plane("a b c")
    plane.members?[2].isLearner = true
    #expect(try #require(EtcdQuorum(plane, adding: false, removing: "a")).isSafe == false)
    #expect(try #require(EtcdQuorum(plane, adding: false, removing: "c")).isSafe == true)
    plane.members?[2] = EtcdMember("", id: "8e9e")
    let starting = try #require(EtcdQuorum(plane, adding: false, removing: nil))
    #expect("\(starting)" == "2 voting, 2 needed, 8e9e (starting) failing, 1 learning")
    plane.members?[2] = EtcdMember("stray", id: "1")
    #expect(try #require(EtcdQuorum(plane, adding: false, removing: "a")).isSafe == true)
    plane.members?[2].hasAlarm = true
    #expect(try #require(EtcdQuorum(plane, adding: false, removing: "a")).isSafe == false)
    plane.members = []
    #expect(EtcdQuorum(plane, adding: false, removing: nil) == nil)
  }

  static func exit(
    _ plane: ControlPlane, _ name: String, _ change: (inout EtcdExit.Facts) -> Void = { _ in }
  ) throws -> EtcdExit {
    var facts = EtcdExit.Facts()
    change(&facts)
    let machine = try #require(plane.machines.first { $0.name == name })
    return EtcdExit.next(machine, of: plane, facts)
  }

  @Test func `a Machine leaves etcd in order: hooks, quorum, leadership, membership`() throws {
    var plane = PlaneDecisionTests.plane("a- b c")
    let member = try #require(plane.members?.first)
    #expect(try Self.exit(plane, "a") { $0.isPlaneDeleting = true } == .release)
    guard case .wait(let drained) = try Self.exit(plane, "a", { $0.isReached = false }) else {
      Issue.record("it is not drained yet")
      return
    }
    #expect(drained.what == "Machine a to be drained")
    guard case .wait(let hooks) = try Self.exit(plane, "a", { $0.otherHooks = ["y", "x"] }) else {
      Issue.record("other hooks go first")
      return
    }
    #expect(hooks.what == "other hooks of Machine a: x, y")
    #expect(try Self.exit(plane, "a") { $0.leader = "a" } == .moveLeadership(to: "c"))
    #expect(try Self.exit(plane, "a") { $0.leader = "b" } == .removeMember(member))
    plane.members?.removeFirst()
    #expect(try Self.exit(plane, "a") == .release)
    plane.isEtcdManaged = false
    plane.members = nil
    #expect(try Self.exit(plane, "a") == .release)
  }

  @Test func `a Machine stays while etcd cannot do without it`() throws {
    var plane = PlaneDecisionTests.plane("a- b! c")
    guard case .wait(let waiting) = try Self.exit(plane, "a") else {
      Issue.record("two of three have to vote")
      return
    }
    #expect(
      waiting.what == "etcd to bear the loss of a: 2 voting, 2 needed, b failing")
    plane.members = nil
    guard case .wait = try Self.exit(plane, "a") else {
      Issue.record("etcd was not asked")
      return
    }
  }

  @Test func `the newest healthy member leads next`() {
    var plane = PlaneDecisionTests.plane("a b c d!")
    #expect(EtcdExit.successor(of: "a", in: plane) == "c")
    #expect(EtcdExit.successor(of: "c", in: plane) == "b")
    plane.machines[2].deletionTime = PlaneDecisionTests.now
    plane.members?[1].isLearner = true
    #expect(EtcdExit.successor(of: "a", in: plane) == nil)
  }
}
