// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing
import Site

@Suite struct DrainTests {
  static let now = Time(seconds: 1000)

  static func pod(_ name: String, _ change: (inout DrainPod) -> Void = { _ in }) -> DrainPod {
    var pod = DrainPod("demo", name)
    change(&pod)
    return pod
  }

  static let fates: [(DrainPod, Bool, DrainPod.Fate)] = [
    (pod("plain"), true, .evict),
    (pod("going") { $0.deletionTime = Time(seconds: 900) }, true, .terminating),
    (pod("gone-for-good") { $0.deletionTime = Time(seconds: 998) }, false, .ignore),
    (pod("going-now") { $0.deletionTime = Time(seconds: 999) }, false, .terminating),
    (pod("unreachable"), false, .evict),
    (pod("daemon") { $0.belongsToDaemonSet = true }, true, .ignore),
    (
      pod("finished-daemon") {
        $0.belongsToDaemonSet = true
        $0.isFinished = true
      }, true, .evict
    ),
    (pod("static") { $0.isMirror = true }, true, .ignore),
    (pod("skipped") { $0.drainLabel = "skip" }, true, .ignore),
    (pod("awaited") { $0.drainLabel = "wait-completed" }, true, .waitUntilFinished),
    (
      pod("finished") {
        $0.drainLabel = "wait-completed"
        $0.isFinished = true
      }, true, .ignore
    ),
    (pod("finished-job") { $0.isFinished = true }, true, .evict),
    (pod("other-label") { $0.drainLabel = "later" }, true, .evict),
  ]

  @Test(arguments: fates)
  func `what becomes of a Pod`(pod: DrainPod, isReachable: Bool, fate: DrainPod.Fate) {
    #expect(pod.fate(isNodeReachable: isReachable, now: Self.now) == fate)
  }

  static func plan(_ pods: [DrainPod]) -> DrainPlan {
    DrainPlan(pods, isNodeReachable: true, now: now)
  }

  @Test func `the lowest order goes first, and alone`() {
    var pods = [
      Self.pod("b") { $0.order = 1 }, Self.pod("a"),
      Self.pod("daemon") { $0.belongsToDaemonSet = true },
      Self.pod("job") {
        $0.order = 1
        $0.drainLabel = "wait-completed"
      },
    ]
    pods[2].order = -5
    var plan = Self.plan(pods)
    #expect(plan.evict.map(\.name) == ["a"])
    #expect(plan.evictLater.map(\.name) == ["b"])
    #expect(plan.unfinishedLater.map(\.name) == ["job"])
    #expect(plan.ignored.map(\.name) == ["daemon"])
    // A Pod that is going holds those behind it back.
    pods[1].deletionTime = Self.now
    plan = Self.plan(pods)
    #expect(plan.evict.isEmpty)
    #expect(plan.terminating.map(\.name) == ["a"])
    #expect(plan.evictLater.map(\.name) == ["b"])
    pods.remove(at: 1)
    plan = Self.plan(pods)
    #expect(plan.evict.map(\.name) == ["b"])
    #expect(plan.unfinished.map(\.name) == ["job"])
  }

  @Test func `a Node with nothing but daemons is drained`() {
    let plan = Self.plan([Self.pod("daemon") { $0.belongsToDaemonSet = true }])
    #expect(plan.isDone)
    #expect(plan.outcome(node: "n1", started: Self.now, refusals: [:]) == .done)
  }

  @Test func `a drain says which Pods hold it, and why`() {
    let pods =
      ["a", "b", "c", "d", "e"].map { Self.pod($0) }
      + [
        Self.pod("going") { $0.deletionTime = Time(seconds: 990) },
        Self.pod("job") { $0.drainLabel = "wait-completed" },
        Self.pod("late") { $0.order = 2 },
        Self.pod("late-job") {
          $0.order = 2
          $0.drainLabel = "wait-completed"
        },
      ]
    let budget = DisruptionBudget(
      "web", disruptionsAllowed: 0, desiredHealthy: 2, currentHealthy: 2)
    let refusal = DisruptionBudget.verdict(on: [budget], isRunning: true).message ?? ""
    let refusals = Dictionary(uniqueKeysWithValues: "abcd".map { ("demo/\($0)", refusal) })
    #expect(
      Self.plan(pods).outcome(node: "n1", started: Self.now, refusals: refusals)
        == .pending(
          """
          Draining Node n1 (since 1970-01-01T00:16:40Z):
          * Pods demo/going, demo/e: going, not gone yet
          * Pods demo/a, demo/b, demo/c, ... (1 more): Cannot evict pod as it would violate the pod's \
          disruption budget. The disruption budget web needs 2 healthy pods and has 2 currently
          * Pod demo/job: left to finish by themselves
          * Pod demo/late: evicted after those
          * Pod demo/late-job: left to finish after those
          """))
  }

  @Test func `Pods found missing hold nothing`() {
    let plan = Self.plan([Self.pod("a")])
    #expect(
      plan.outcome(node: "n1", started: Self.now, refusals: [:], gone: ["demo/a"]) == .done)
  }

  @Test func `many causes are counted`() {
    let pods = (0..<8).map { Self.pod("p\($0)") }
    let refusals = Dictionary(uniqueKeysWithValues: pods.map { ($0.path, "cause \($0.name)") })
    guard
      case .pending(let message) = Self.plan(pods).outcome(
        node: "n1", started: Self.now, refusals: refusals)
    else {
      Issue.record("the drain cannot be done")
      return
    }
    #expect(message.split(separator: "\n").count == 7)
    #expect(message.hasSuffix("\n* 3 Pods refused for other causes"))
  }

  @Test func `grace is short where nobody would use it`() {
    #expect(DrainPlan.grace(isNodeReachable: true) == nil)
    #expect(DrainPlan.grace(isNodeReachable: false) == 1)
  }

  @Test func `an eviction asks the one budget of a running Pod`() {
    var budget = DisruptionBudget("b", disruptionsAllowed: 1, desiredHealthy: 2, currentHealthy: 3)
    let verdict = { DisruptionBudget.verdict(on: $0, isRunning: $1) }
    #expect(verdict([], true) == .evict(charging: nil))
    #expect(verdict([budget], true) == .evict(charging: "b"))
    #expect(verdict([budget], false) == .evict(charging: nil))
    if case .refuse = verdict([budget, budget], true) {} else { Issue.record("two budgets") }
    budget.isObserved = false
    #expect(
      verdict([budget], true)
        == .later(
          "Cannot evict pod as it would violate the pod's disruption budget.",
          cause: "The disruption budget b is still being processed by the server."))
  }

  @Test func `volumes hold a Node, but for those of Pods left alone`() {
    let attached = [
      VolumeWait.Volume("csi^1", persistentVolume: "pv-2"),
      VolumeWait.Volume("csi^2", persistentVolume: "pv-1"),
      VolumeWait.Volume("csi^2-again", persistentVolume: "pv-1"),
      VolumeWait.Volume("csi^3", persistentVolume: "pv-skipped"), VolumeWait.Volume("raw"),
    ]
    let wait = VolumeWait(attached: attached, skipping: ["pv-skipped"])
    #expect(wait.blocking == ["pv-1", "pv-2", "raw"])
    #expect(
      wait.outcome(node: "n1", started: Self.now)
        == .pending(
          "Waiting for volumes pv-1, pv-2, raw to be detached from Node n1 "
            + "(since 1970-01-01T00:16:40Z); see its VolumeAttachments, or set "
            + "nodeVolumeDetachTimeoutSeconds"))
    let free = VolumeWait(attached: [attached[3]], skipping: ["pv-skipped"])
    #expect(free.outcome(node: "n1", started: Self.now) == .done)
  }
}

@Suite struct NodeHealthTests {
  static func conditions(_ text: String) -> [Condition] {
    text.split(separator: " ").compactMap { word in
      let parts = word.split(separator: ":")
      guard let status = Condition.Status(rawValue: String(parts[1])) else { return nil }
      return Condition(
        String(parts[0]), status, reason: "R", message: parts.count > 2 ? String(parts[2]) : "")
    }
  }

  static let well = "MemoryPressure:False DiskPressure:False PIDPressure:False"

  @Test(arguments: [
    ("Ready:True \(well)", "True NodeReady ", "True NodeHealthy "),
    (
      "Ready:False:cni \(well)", "False NodeNotReady * Node.Ready: cni",
      "False NodeNotHealthy * Node.Ready: cni"
    ),
    (
      "Ready:True MemoryPressure:True DiskPressure:False PIDPressure:False", "True NodeReady ",
      "False NodeNotHealthy * Node.MemoryPressure: Condition is True"
    ),
    (
      "Ready:Unknown:lost MemoryPressure:Unknown:lost DiskPressure:Unknown:lost PIDPressure:Unknown:lost",
      "Unknown NodeReadyUnknown * Node.Ready: lost",
      "Unknown NodeHealthUnknown * Node.AllConditions: lost"
    ),
    (
      "Ready:True DiskPressure:False PIDPressure:False", "True NodeReady ",
      "Unknown NodeHealthUnknown * Node.MemoryPressure: Condition not yet reported"
    ),
    (
      well, "Unknown NodeReadyUnknown * Node.Ready: Condition not yet reported",
      "Unknown NodeHealthUnknown * Node.Ready: Condition not yet reported"
    ),
  ])
  func `what a Node's conditions come to`(conditions: String, ready: String, healthy: String) {
    let seen = NodeHealth.conditions(.conditions(Self.conditions(conditions)))
    #expect(Self.words(seen.ready) == ready)
    #expect(Self.words(seen.healthy) == healthy)
  }

  static func words(_ condition: Condition) -> String {
    "\(condition.status.rawValue) \(condition.reason) \(condition.message)"
  }

  @Test func `a Node that is not there says why`() {
    let gone = NodeHealth.conditions(.missing(name: "n1", isMachineDeleting: false))
    #expect(
      Self.words(gone.healthy)
        == "False NodeDeleted Node n1 has been deleted while the Machine still exists")
    let going = NodeHealth.conditions(.missing(name: "n1", isMachineDeleting: true))
    #expect(Self.words(going.ready) == "False NodeDeleted Node n1 has been deleted")
    let waiting = Waiting(for: "DockerMachine demo/m1 to report spec.providerID")
    #expect(
      Self.words(NodeHealth.conditions(.awaited(waiting)).ready)
        == "Unknown InspectionFailed Waiting for DockerMachine demo/m1 to report spec.providerID")
    #expect(
      Self.words(NodeHealth.conditions(.unreachable(lastAnswer: Time(seconds: 0))).ready)
        == "Unknown ConnectionDown The workload cluster has not answered since 1970-01-01T00:00:00Z"
    )
  }
}
