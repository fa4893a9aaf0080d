// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing
import Site

@Suite struct PlaneDecisionTests {
  static let now = Time(seconds: 100_000)

  /// A letter a Machine, oldest first: `!` fails and is to be replaced, `-` is going, `~` has no Node
  /// yet, `*` is outdated.
  static func plane(_ words: String, replicas: Int = 3) -> ControlPlane {
    let machines = words.split(separator: " ").enumerated().map { index, word in
      machine(String(word.prefix(1)), created: Int64(index), signs: Set(word.dropFirst()))
    }
    var plane = ControlPlane(replicas: replicas, machines: machines)
    plane.members = machines.compactMap(\.node).map { EtcdMember($0, id: $0) }
    return plane
  }

  static func machine(_ name: String, created: Int64, signs: Set<Character>) -> PlaneMachine {
    var machine = PlaneMachine(name, created: Time(seconds: created))
    if !signs.contains("~") {
      machine.node = name
      for part in PlaneMachine.Part.allCases {
        machine.health[part] = Condition(
          part.condition, signs.contains("!") ? .no : .yes, reason: "R", message: "m")
      }
    }
    if signs.contains("!") { machine.patient = PlaneMachine.Patient() }
    if signs.contains("-") { machine.deletionTime = now }
    if signs.contains("*") { machine.outdated = ["Version v1, v2 required"] }
    return machine
  }

  static func step(_ plane: ControlPlane) -> String {
    switch PlaneStep.next(plane, now: now) {
    case .settle: "settle"
    case .wait(let waits): "wait for " + waits.map(\.what).joined(separator: "; ")
    case .initialize: "init"
    case .scaleUp: "up"
    case .scaleDown(let machine): "down \(machine)"
    case .remediate(let machine, _): "remediate \(machine)"
    }
  }

  @Test(arguments: [
    ("", 3, 1, "init"), ("", 0, 1, "settle"), ("a", 3, 1, "up"), ("a b c", 3, 1, "settle"),
    ("a~", 3, 1, "wait for Machine a to have a Node"),
    ("a b-", 3, 1, "wait for Machine b to be gone"), ("a b c d", 3, 1, "down a"),
    ("a b c d-", 3, 1, "wait for Machine d to be gone"), ("a b c-", 3, 1, "settle"),
    // One new Machine, then one old one less, and so on.
    ("a* b* c*", 3, 1, "up"), ("a* b* c* d", 3, 1, "down a"), ("b* c* d", 3, 1, "up"),
    ("c* d e f", 3, 1, "down c"), ("a* b* c*", 3, 0, "down a"), ("b* c*", 3, 0, "up"),
    ("b* c* d", 3, 0, "down b"), ("a* b* c* d~", 3, 1, "wait for Machine d to have a Node"),
    // Remediation comes before everything, and what cannot be mended holds nothing else up.
    ("a b! c", 3, 1, "remediate b"), ("a* b*! c*", 3, 1, "remediate b"),
    ("a! b! c", 3, 1, "settle"), ("a!", 1, 1, "settle"), ("a b! c~", 3, 1, "settle"),
  ])
  func `what a control plane does next`(words: String, replicas: Int, surge: Int, step: String) {
    var plane = Self.plane(words, replicas: replicas)
    plane.maxSurge = surge
    #expect(Self.step(plane) == step)
  }

  @Test func `what is missing is waited for first, with the reason`() {
    var plane = Self.plane("")
    let waiting = Waiting(
      for: "DockerCluster demo/c to be provisioned", since: Self.now, hint: "see its conditions")
    plane.awaited = waiting
    #expect(PlaneStep.next(plane, now: Self.now) == .wait([waiting]))
    #expect(
      waiting.description == "Waiting for DockerCluster demo/c to be provisioned "
        + "(since 1970-01-02T03:46:40Z); see its conditions")
  }

  @Test func `an obstacle names condition, Machine and cause`() {
    var plane = Self.plane("a b c", replicas: 5)
    plane.machines[1].health[.scheduler] = Condition(
      "SchedulerPodHealthy", .no, reason: "CrashLoop", message: "CrashLoopBackOff")
    plane.machines[2].health[.etcdMember] = nil
    let waits = PlanePreflight.obstacles(plane, isScaleUp: true, ignoring: nil, now: Self.now).map(
      \.description)
    #expect(
      waits == [
        "Waiting for SchedulerPodHealthy of Machine b, which is False; CrashLoopBackOff",
        "Waiting for EtcdMemberHealthy of Machine c to be reported",
      ])
    #expect(
      PlanePreflight.obstacles(plane, isScaleUp: false, ignoring: "b", now: Self.now).count == 1)
    plane.isEtcdManaged = false
    #expect(PlanePreflight.obstacles(plane, isScaleUp: false, ignoring: "b", now: Self.now).isEmpty)
  }

  @Test func `one machine more need not wait for Pods that are only not told of yet`() {
    var plane = Self.plane("a b", replicas: 3)
    for (part, reason) in [
      (PlaneMachine.Part.scheduler, "DoesNotExist"), (.etcdPod, "Provisioning"),
    ] {
      var condition = Condition(part.condition, .no, reason: reason, message: "m")
      condition.lastTransitionTime = Time(seconds: 99_940)
      plane.machines[1].health[part] = condition
    }
    #expect(Self.step(plane) == "up")
    plane.replicas = 1
    #expect(Self.step(plane).hasPrefix("wait for"), "a machine less is another matter")
    plane.replicas = 3
    plane.machines[1].health[.scheduler]?.lastTransitionTime = Time(seconds: 99_820)
    #expect(Self.step(plane).hasPrefix("wait for SchedulerPodHealthy of Machine b"))
    plane.machines[1].health[.scheduler] = Condition("S", .yes, reason: "Running")
    plane.machines[1].health[.etcdMember]?.status = .unknown
    #expect(Self.step(plane).contains("EtcdMemberHealthy of Machine b"))
    plane.machines.removeFirst()
    #expect(Self.step(plane) == "up", "the only etcd there is, and it answers")
  }

  @Test func `after a remediation a plane that barely serves still gets its replacement`() {
    var plane = Self.plane("a b c! d", replicas: 5)
    plane.machines[2].patient = nil
    #expect(Self.step(plane).hasPrefix("wait for APIServerPodHealthy of Machine c"))
    plane.remediationInProgress = RemediationRecord("e", at: Self.now, retries: 0)
    #expect(Self.step(plane) == "up")
    plane.machines[1].health[.etcdMember] = nil
    #expect(
      Self.step(plane)
        == "wait for etcd to bear one member more: 5 voting, 3 needed, b, c, the new one failing")
    plane.members = nil
    #expect(Self.step(plane) == "wait for etcd to tell its members")
  }

  @Test(arguments: [
    ("a b c", "", "a"), ("a b c*", "", "c"), ("a* b* c*", "c", "c"), ("a b* c", "a", "a"),
    ("a* b* c", "c b", "b"),
  ])
  func `who leaves`(words: String, marked: String, leaves: String) {
    var plane = Self.plane(words)
    for index in plane.machines.indices {
      plane.machines[index].isMarkedForDeletion = marked.contains(plane.machines[index].name)
    }
    #expect(FailureDomains.leaving(plane) == leaves)
  }

  @Test func `the fullest domain is thinned, the emptiest filled`() {
    var plane = Self.plane("a b c d")
    plane.failureDomains = ["x", "y", "z"]
    for (index, domain) in ["x", "y", "y", "x"].enumerated() {
      plane.machines[index].failureDomain = domain
    }
    #expect(FailureDomains.next(plane) == "z")
    #expect(FailureDomains.leaving(plane) == "a")
    plane.machines[3].failureDomain = "y"
    #expect(FailureDomains.leaving(plane) == "b")
    // A domain that is no longer offered is left first; outdated Machines do not count as staying.
    plane.machines[2].failureDomain = "old"
    #expect(FailureDomains.leaving(plane) == "c")
    plane.machines[0].outdated = ["x"]
    plane.failureDomains = ["x", "y"]
    #expect(FailureDomains.next(plane) == "x")
    plane.failureDomains = []
    #expect(FailureDomains.next(plane) == nil)
  }

  @Test func `an old Machine that does not serve goes before those that do`() {
    var plane = Self.plane("a* b* c* d")
    plane.machines[1].health[.apiServer] = Condition("APIServerPodHealthy", .no, reason: "Down")
    #expect(Self.step(plane) == "down b")
  }
}
