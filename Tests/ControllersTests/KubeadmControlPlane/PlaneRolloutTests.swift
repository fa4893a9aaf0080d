// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing

@Suite struct PlaneRolloutTests {
  static func rollout() throws -> PlaneRollout {
    PlaneRollout(try RolloutTemplateTests.template("v1.31.0"))
  }

  static func machine(_ version: String = "v1.31.0", expiry: Int64? = nil) throws
    -> PlaneRollout.Machine
  {
    var template = try RolloutTemplateTests.template(version)
    template.failureDomain = "a"
    var machine = PlaneRollout.Machine(created: Time(seconds: 1000), template: template)
    machine.certificatesExpiry = expiry.map(Time.init(seconds:))
    return machine
  }

  @Test func `a Machine of the same template stays, wherever it is`() throws {
    #expect(try Self.rollout().reasons(to: Self.machine(), now: Time(seconds: 5000)).isEmpty)
    #expect(
      try Self.rollout().reasons(to: Self.machine("v1.30.0"), now: Time(seconds: 0))
        == ["Version v1.30.0, v1.31.0 required"])
  }

  @Test(arguments: [(999, false), (1000, false), (2000, true), (3001, false)] as [(Int64, Bool)])
  func `rollout.after replaces what was made before it, once it has passed`(
    after: Int64, replaces: Bool
  ) throws {
    var rollout = try Self.rollout()
    rollout.after = Time(seconds: after)
    let reasons = try rollout.reasons(to: Self.machine(), now: Time(seconds: 3000))
    #expect(reasons.isEmpty == !replaces)
  }

  @Test func `certificates that expire soon replace the Machine`() throws {
    var rollout = try Self.rollout()
    let day: Int64 = 86_400
    let machine = try Self.machine(expiry: 100 * day)
    #expect(rollout.reasons(to: machine, now: Time(seconds: 99 * day)).isEmpty)
    #expect(rollout.nextCheck([machine], now: Time(seconds: 0)) == nil)
    rollout.certificatesExpiryDays = 21
    #expect(rollout.reasons(to: machine, now: Time(seconds: 79 * day - 1)).isEmpty)
    #expect(
      rollout.reasons(to: machine, now: Time(seconds: 79 * day)) == [
        "Certificates expire at 1970-04-11T00:00:00Z, within the 21 days of "
          + "spec.rollout.before.certificatesExpiryDays"
      ])
    #expect(rollout.nextCheck([machine], now: Time(seconds: 78 * day)) == .seconds(day))
    rollout.after = Time(seconds: 78 * day + 5)
    #expect(rollout.nextCheck([machine], now: Time(seconds: 78 * day)) == .seconds(5))
    #expect(rollout.nextCheck([machine], now: Time(seconds: 80 * day)) == nil)
  }

  @Test(arguments: [
    ("v1.30.0", "v1.31.2", true), ("v1.30.5", "v1.30.1", true), ("v1.30.0", "v1.32.0", false),
    ("v1.31.0", "v1.30.0", false), ("v1.31.0", "v2.0.0", false), ("v1.30.0", "latest", false),
    ("", "v1.30.0", true),
  ])
  func `minor versions go up one by one`(old: String, new: String, isAllowed: Bool) {
    #expect((PlaneVersion.problem(from: old, to: new) == nil) == isAllowed)
  }

  @Test func `problems of versions and replicas say what to do`() {
    #expect(
      PlaneVersion.problem(from: "v1.30.0", to: "v1.32.0")
        == "cannot update Kubernetes version from v1.30.0 to v1.32.0: "
        + "go through every minor version, v1.31 first")
    #expect(
      PlaneVersion.problem(replicas: 2, isEtcdManaged: true)
        == "must be odd while etcd is stacked: 2 members bear no more losses than 1")
    #expect(PlaneVersion.problem(replicas: 2, isEtcdManaged: false) == nil)
    #expect(PlaneVersion.problem(replicas: 3, isEtcdManaged: true) == nil)
    #expect(PlaneVersion.problem(replicas: 0, isEtcdManaged: false) != nil)
    #expect(PlaneVersion.lowest(["v1.10.0", nil, "v1.9.1", "x"]) == "v1.9.1")
    #expect(PlaneVersion.lowest([nil]) == nil)
  }
}
