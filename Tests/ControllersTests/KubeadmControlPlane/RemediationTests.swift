// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import Testing

@Suite struct RemediationTests {
  static let now = PlaneDecisionTests.now

  static func words(_ plane: ControlPlane, at time: Time = now) -> String {
    switch Remediation.decide(plane, now: time) {
    case .none: "none"
    case .remediate(let machine, let record): "\(machine) \(record.retries)"
    case .hold(let machine, let reason, let message): "\(machine) \(reason.rawValue): \(message)"
    }
  }

  @Test(arguments: [
    ("a b c", "none"), ("a b! c", "b 0"), ("a b!- c", "none"),
    (
      "a!",
      "a CannotBeRemediated: It is the only Machine of the control plane, which would be lost with it"
    ),
    ("a! b c~", "a RemediationDeferred: Waiting for Machine c to be provisioned first"),
    ("a! b c-", "a RemediationDeferred: Waiting for Machine c to be gone first"),
    ("a! b!", "a CannotBeRemediated: No other Machine runs a control plane that serves"),
    (
      "a! b! c",
      "a CannotBeRemediated: etcd would lose its quorum without a: 2 voting, 2 needed, b failing"
    ),
    ("a! b! c d e", "a 0"), ("a b!~ c", "b 0"),
  ])
  func `what may be replaced`(machines: String, verdict: String) {
    #expect(Self.words(PlaneDecisionTests.plane(machines)) == verdict)
  }

  @Test func `the worst goes first`() {
    var plane = PlaneDecisionTests.plane("a! b! c! d e f g h i")
    let well = Condition("x", .yes, reason: "R")
    plane.machines[0].health = [
      .etcdMember: well, .etcdPod: well, .apiServer: well, .controllerManager: well,
    ]
    plane.machines[1].health = [.etcdMember: well, .etcdPod: well]
    #expect(Self.words(plane) == "c 0")
    plane.machines[2].patient = nil
    #expect(Self.words(plane) == "b 0")
    plane.machines[0].node = nil
    #expect(Self.words(plane) == "a 0")
    plane.machines[1].patient?.isMarked = true
    #expect(Self.words(plane) == "b 0")
  }

  @Test func `one replacement at a time`() {
    var plane = PlaneDecisionTests.plane("a b! c")
    plane.replicas = 5
    plane.remediationInProgress = RemediationRecord("z", at: Self.now, retries: 0)
    #expect(Self.words(plane) == "b RemediationDeferred: Waiting for the replacement of Machine z")
    plane.remediationInProgress = RemediationRecord("z", at: Time(seconds: 1), retries: 0)
    #expect(Self.words(plane) == "b 0", "c was made since: the record is spent")
    plane.replicas = 3
    plane.remediationInProgress = RemediationRecord("z", at: Self.now, retries: 0)
    #expect(Self.words(plane) == "b 0", "no replacement is needed")
  }

  @Test func `an etcd that does not answer is waited for, one elsewhere is not asked`() {
    var plane = PlaneDecisionTests.plane("a! b c")
    plane.members = nil
    #expect(Self.words(plane).hasPrefix("a RemediationDeferred: Waiting for etcd"))
    plane.isEtcdManaged = false
    #expect(Self.words(plane) == "a 0")
  }

  @Test func `the first control plane may be tried again`() {
    var plane = PlaneDecisionTests.plane("a!~")
    plane.isInitialized = false
    #expect(Self.words(plane) == "a 0")
  }

  @Test func `retries are counted, spaced and limited`() {
    var plane = PlaneDecisionTests.plane("a! b c")
    plane.machines[0].patient?.replaced = RemediationRecord(
      "z", at: Time(seconds: 99_000), retries: 1)
    plane.machines[0].patient?.unhealthySince = Time(seconds: 99_500)
    #expect(Self.words(plane) == "a 2")
    plane.remediation.maxRetries = 1
    #expect(Self.words(plane).hasPrefix("a CannotBeRemediated: Replacing it failed 1 times"))
    plane.remediation.maxRetries = 2
    #expect(Self.words(plane) == "a 2")
    plane.remediation.retryPeriod = .seconds(1001)
    #expect(
      Self.words(plane)
        == "a RemediationDeferred: Machine z was replaced at 1970-01-02T03:30:00Z; the next try is "
        + "at 1970-01-02T03:46:41Z (spec.remediation.retryPeriodSeconds)")
    #expect(Self.words(plane, at: Time(seconds: 100_001)) == "a 2")
    // It was well for long enough: another trouble, counted anew.
    plane.machines[0].patient?.unhealthySince = Time(seconds: 102_600)
    #expect(Self.words(plane) == "a 0")
  }

  @Test func `records are read as they are written, and nothing else is`() throws {
    let record = RemediationRecord("a", at: Time(seconds: 7), retries: 2)
    #expect(
      JSON.text(record.value)
        == #"{"machine":"a","retryCount":2,"timestamp":"1970-01-01T00:00:07Z"}"#)
    #expect(RemediationRecord(record.value) == record)
    #expect(RemediationRecord(["retryCount": 1]) == nil)
    #expect(RemediationRecord(["machine": "a", "retryCount": -4])?.retries == 0)
  }
}
