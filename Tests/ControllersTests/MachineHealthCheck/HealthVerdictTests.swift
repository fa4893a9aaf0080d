// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import Testing

@Suite struct HealthVerdictTests {
  static let now = Time(seconds: 10_000)

  static func condition(_ type: String, _ status: Condition.Status, since: Int64) -> Condition {
    var condition = Condition(type, status, reason: "R")
    condition.lastTransitionTime = Time(seconds: since)
    return condition
  }

  static let check: HealthCheck = {
    var check = HealthCheck()
    check.node = [
      .init("Ready", .no, for: .seconds(300)), .init("Ready", .unknown, for: .seconds(300)),
    ]
    check.machine = [.init("InfrastructureReady", .no, for: .seconds(600))]
    return check
  }()

  static func target(_ node: HealthCheck.Target.Node, created: Int64 = 9_000) -> HealthCheck.Target
  {
    var target = HealthCheck.Target(node, created: Time(seconds: created))
    target.controlPlaneInitialized = Time(seconds: 100)
    target.clusterInfrastructureReady = Time(seconds: 50)
    return target
  }

  static func words(_ target: HealthCheck.Target, by check: HealthCheck = check) -> String {
    switch HealthVerdict(target, by: check, now: now) {
    case .healthy(nil): "healthy"
    case .healthy(let again?): "healthy, again in \(again.components.seconds)"
    case .unhealthy(let reason, let message): "\(reason): \(message)"
    }
  }

  @Test(
    arguments: [
      (Condition.Status.yes, 1, "healthy"), (.no, 9_900, "healthy, again in 201"),
      (.no, 9_700, "healthy, again in 1"), (.unknown, 9_701, "healthy, again in 2"),
      (
        .unknown, 9_699,
        "UnhealthyNode: Health check failed:\n  * Condition Ready on Node is Unknown (R) since "
          + "1970-01-01T02:41:39Z, longer than 5m"
      ),
    ] as [(Condition.Status, Int64, String)])
  func `a Node may be unwell for a while`(status: Condition.Status, since: Int64, verdict: String) {
    let node = HealthCheck.Target.Node.conditions([Self.condition("Ready", status, since: since)])
    #expect(Self.words(Self.target(node)) == verdict)
  }

  @Test(
    arguments: [
      // created, control plane up, network up, instance up
      (9_500, 100, 50, nil, "healthy, again in 101"),
      (9_000, 9_500, 50, nil, "healthy, again in 101"),
      (9_000, 100, 9_600, nil, "healthy, again in 201"),
      (9_000, 100, 50, 9_450, "healthy, again in 51"),
      (
        9_000, 100, 50, nil,
        "NodeStartupTimeout: Health check failed:\n  * No Node has joined since 1970-01-01T02:30:00Z, "
          + "longer than 10m"
      ),
    ] as [(Int64, Int64, Int64, Int64?, String)])
  func `the start of a Node counts from the last thing it needed`(
    created: Int64, plane: Int64, network: Int64, instance: Int64?, verdict: String
  ) {
    var target = Self.target(.none, created: created)
    target.controlPlaneInitialized = Time(seconds: plane)
    target.clusterInfrastructureReady = Time(seconds: network)
    if let instance {
      target.conditions = [Self.condition("InfrastructureReady", .yes, since: instance)]
    }
    #expect(Self.words(target) == verdict)
  }

  @Test func `a start may take for ever where it is told so`() {
    var check = Self.check
    check.nodeStartupTimeout = .zero
    #expect(Self.words(Self.target(.none, created: 0), by: check) == "healthy")
  }

  @Test func `Machines are not blamed for a cluster that is not up`() {
    var target = Self.target(.missing("n1"))
    target.controlPlaneInitialized = nil
    #expect(Self.words(target) == "healthy")
    target.isControlPlane = true
    #expect(
      Self.words(target) == "NodeDeleted: Health check failed:\n  * Node n1 has been deleted")
    target.clusterInfrastructureReady = nil
    #expect(Self.words(target) == "healthy")
    target.isMarked = true
    #expect(Self.words(target).hasPrefix("HasRemediateAnnotation: Health check failed: marked"))
  }

  @Test func `all that is wrong is told, and the Machine's own first`() {
    var target = Self.target(.conditions([Self.condition("Ready", .no, since: 1)]))
    target.conditions = [Self.condition("InfrastructureReady", .no, since: 1)]
    #expect(
      Self.words(target) == """
        UnhealthyMachine: Health check failed:
          * Condition InfrastructureReady on Machine is False (R) since 1970-01-01T00:00:01Z, \
        longer than 10m
          * Condition Ready on Node is False (R) since 1970-01-01T00:00:01Z, longer than 5m
        """)
    target.conditions = [Self.condition("InfrastructureReady", .no, since: 9_990)]
    target.node = .conditions([Self.condition("Ready", .no, since: 9_950)])
    #expect(Self.words(target) == "healthy, again in 251", "the soonest counts")
  }

  @Test(arguments: [
    (10, 10, "100%", true, 10), (10, 0, "100%", true, 0), (10, 6, "40%", true, 0),
    (10, 5, "40%", false, 0), (3, 2, "40%", true, 0), (3, 1, "40%", false, 0), (5, 3, "2", true, 0),
    (5, 4, "2", true, 1), (5, 2, "2", false, 0), (0, 0, "40%", true, 0),
    (10, 8, "[1-3]", true, 1), (10, 10, "[1-3]", false, 0), (10, 6, "[1-3]", false, 0),
    (10, 7, "[3-3]", true, 0),
  ])
  func `too many at once are left alone`(
    expected: Int, healthy: Int, limit: String, isAllowed: Bool, remaining: Int
  ) throws {
    var gate = RemediationGate()
    gate.range = RemediationGate.range(limit)
    if gate.range == nil { gate.most = try #require(DeploymentDecisionTests.share(limit)) }
    let answer = gate.answer(expected: expected, healthy: healthy)
    #expect(answer.isAllowed == isAllowed)
    #expect(answer.remaining == remaining)
    #expect((answer.message == nil) == isAllowed)
  }

  @Test func `a gate that is shut says what to do`() {
    var gate = RemediationGate()
    gate.most = .percent(40)
    #expect(
      gate.answer(expected: 3, healthy: 1).message
        == "2 of 3 Machines are unhealthy, and remediation.triggerIf.unhealthyLessThanOrEqualTo is "
        + "40%; mend what they have in common, or raise the limit")
    gate.range = 1...2
    #expect(
      gate.answer(expected: 9, healthy: 1).message
        == "8 of 9 Machines are unhealthy, and remediation.triggerIf.unhealthyInRange is [1-2]; "
        + "mend what they have in common, or raise the limit")
  }

  @Test(arguments: ["", "1-3", "[1-3", "[3-1]", "[a-b]", "[1]", "[-1-3]", "[1-2-3]"])
  func `what is no range is none`(text: String) {
    #expect(RemediationGate.range(text) == nil)
  }
}
