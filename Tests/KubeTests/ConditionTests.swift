// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

struct ConditionTests {
  static func machine(_ name: String, _ conditions: Condition...) -> Object {
    var object = Object(ObjectTests.machine, namespace: "demo", name: name)
    for condition in conditions { object.set(condition, at: Time(seconds: 0)) }
    return object
  }

  @Test func `the transition time moves with the status alone`() {
    var machine = Self.machine(
      "a", Condition("Ready", .no, reason: "Waiting", message: "for a node"))
    machine.set(
      Condition("Ready", .no, reason: "Waiting", message: "for an address"), at: Time(seconds: 60))
    #expect(machine.condition("Ready")?.lastTransitionTime == Time(seconds: 0))
    machine.set(Condition("Ready", .yes, reason: "Ready"), at: Time(seconds: 90))
    #expect(machine.condition("Ready")?.lastTransitionTime == Time(seconds: 90))
  }

  @Test func `saying the same again changes nothing`() {
    let machine = Self.machine("a", Condition("Ready", .yes, reason: "Ready"))
    var again = machine
    again.set(Condition("Ready", .yes, reason: "Ready"), at: Time(seconds: 99))
    #expect(again == machine)
  }

  @Test func `what a reader looks for stands first`() {
    let machine = Self.machine(
      "a", Condition("Paused", .no, reason: "NotPaused"), Condition("Deleting", .no, reason: "Not"),
      Condition("BootstrapConfigReady", .yes, reason: "Ready"),
      Condition("Ready", .yes, reason: "Ready"),
      Condition("Available", .yes, reason: "Available"))
    #expect(
      machine.conditions.map(\.type)
        == ["Available", "Ready", "BootstrapConfigReady", "Deleting", "Paused"])
  }

  @Test func `a summary tells every issue, the worst first`() {
    let merge = ConditionMerge("Ready", negative: ["Deleting"])
    let machine = Self.machine(
      "a",
      Condition("BootstrapConfigReady", .unknown, reason: "Internal", message: "no answer yet"),
      Condition("Deleting", .no, reason: "NotDeleting"),
      Condition("InfrastructureReady", .no, reason: "NotReady", message: "quota exceeded"))
    let types = ["Deleting", "BootstrapConfigReady", "InfrastructureReady", "NodeHealthy", "Hooks"]
    let summary = merge.summary(of: types, in: machine, optional: ["Hooks"])
    #expect(summary.status == .no)
    #expect(summary.reason == "NotReady")
    #expect(
      summary.message == """
        * InfrastructureReady: quota exceeded
        * BootstrapConfigReady: no answer yet
        * NodeHealthy: Condition NodeHealthy not yet reported
        """)
  }

  @Test func `a summary of all well is well`() {
    let machine = Self.machine("a", Condition("NodeHealthy", .yes, reason: "Ready"))
    let summary = ConditionMerge("Ready").summary(of: ["NodeHealthy"], in: machine)
    #expect(summary == Condition("Ready", .yes, reason: "Ready"))
  }

  @Test func `an aggregate groups what is alike, and counts what it does not show`() {
    let machines =
      (1...5).map {
        Self.machine("m\($0)", Condition("Ready", .no, reason: "NotReady", message: "no address"))
      }
      + ["x", "y", "z"].map {
        Self.machine($0, Condition("Ready", .no, reason: "NotReady", message: "stuck in \($0)"))
      } + [Self.machine("new")]
    let merge = ConditionMerge("MachinesReady")
    let aggregate = merge.aggregate("Ready", over: machines, named: "Machines")
    #expect(aggregate.status == .no)
    #expect(
      aggregate.message == """
        * Machines m1, m2, m3, ... (2 more): no address
        * Machine x: stuck in x
        * Machine y: stuck in y
        And 1 Machine with other issues
        * Machine new: Condition Ready not yet reported
        """)
  }

  @Test func `a mirror says what its source says, or that there is nothing to see`() {
    let source = Self.machine("a", Condition("Ready", .no, reason: "NotReady", message: "boots"))
    let mirrored = source.mirror("Ready", of: source, as: "InfrastructureReady")
    #expect(mirrored == Condition("InfrastructureReady", .no, reason: "NotReady", message: "boots"))
    #expect(source.mirror("Ready", of: nil, as: "InfrastructureReady").status == .unknown)
  }
}
