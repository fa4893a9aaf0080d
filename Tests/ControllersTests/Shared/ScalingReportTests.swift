// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing

@Suite struct ScalingReportTests {
  static func words(_ condition: Condition) -> String {
    "\(condition.status.rawValue) \(condition.reason) \(condition.message)"
  }

  static let now = Time(seconds: 10_000)

  @Test func `growth names what blocks it, before it is tried as well`() {
    var report = ScalingReport(wanted: 3, existing: 1)
    #expect(
      Self.words(report.scalingUp) == "True ScalingUp Scaling up from 1 to 3 replicas")
    report.obstacles = ["DockerMachineTemplate demo/md does not exist"]
    #expect(
      Self.words(report.scalingUp)
        == "True ScalingUp Scaling up from 1 to 3 replicas is blocked:\n"
        + "* DockerMachineTemplate demo/md does not exist")
    var full = ScalingReport(wanted: 3, existing: 3)
    #expect(Self.words(full.scalingUp) == "False NotScalingUp ")
    full.obstacles = report.obstacles
    #expect(
      Self.words(full.scalingUp)
        == "False NotScalingUp Scaling up would be blocked:\n"
        + "* DockerMachineTemplate demo/md does not exist")
    full.isDeleting = true
    #expect(Self.words(full.scalingUp) == "False NotScalingUp ")
  }

  @Test func `shrinking names Machines that take long, and what holds them`() {
    var report = ScalingReport(wanted: 1, existing: 6)
    #expect(
      Self.words(report.scalingDown(now: Self.now))
        == "True ScalingDown Scaling down from 6 to 1 replicas")
    report.going = [
      .init("m9", since: Time(seconds: 9_101), message: "just now"),
      .init("m1", since: Time(seconds: 9_100), message: "Draining Node n1:\n* Pod demo/a"),
      .init("m2", since: Time(seconds: 5_000), message: ""),
      .init("m3", since: Time(seconds: 6_000), message: "x"),
      .init("m4", since: Time(seconds: 7_000), message: "x"),
    ]
    #expect(
      report.scalingDown(now: Self.now).message == """
        Scaling down from 6 to 1 replicas
        * Machine m2 has been going since 1970-01-01T01:23:20Z
        * Machine m3 has been going since 1970-01-01T01:40:00Z: x
        * Machine m4 has been going since 1970-01-01T01:56:40Z: x
        * ... (1 more)
        """)
    report.going.removeLast(3)
    #expect(
      report.scalingDown(now: Self.now).message.hasSuffix(
        "\n* Machine m1 has been going since 1970-01-01T02:31:40Z: Draining Node n1:"))
    let settled = ScalingReport(wanted: 6, existing: 6)
    #expect(Self.words(settled.scalingDown(now: Self.now)) == "False NotScalingDown ")
    report.isDeleting = true
    #expect(report.scalingDown(now: Self.now).message.hasPrefix("Scaling down from 6 to 0"))
  }

  @Test func `a roll-out tells its reasons once, the version first`() {
    var report = ScalingReport(wanted: 3, existing: 3)
    #expect(Self.words(report.rollingOut) == "False NotRollingOut ")
    report.outdated = ["a": ["DockerMachine is not up-to-date", "Version v1, v2 required"]]
    report.outdated["b"] = ["Version v1, v2 required"]
    #expect(
      report.rollingOut.message == """
        Rolling out 2 not up-to-date replicas
        * Version v1, v2 required
        * DockerMachine is not up-to-date
        """)
  }
}
