// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Manifest
import TestKit
import Testing

@testable import Views

struct TreeTests {
  private static let now = Time("2026-01-01T01:00:00Z") ?? Time(seconds: 0)

  private static func object(
    _ kind: String, _ name: String, owner: String = "", _ more: String = ""
  ) throws -> Object {
    let parts = owner.split(separator: "/")
    let owners =
      parts.count < 2
      ? ""
      : "ownerReferences: [{kind: \(parts[0]), name: \(parts[1]), controller: true, uid: u, apiVersion: a/b}]"
    return Object(
      try YAML.parse(
        """
        apiVersion: \(kind == "InMemoryCluster" ? "infra/v1" : "cluster.x-k8s.io/v1beta2")
        kind: \(kind)
        metadata: {name: \(name), namespace: default, uid: u, \(owners)}
        \(more)
        """))
  }

  private static func condition(_ type: String, _ value: String, _ words: String = "") -> String {
    """
    {type: \(type), status: "\(value)", reason: \(value == "True" ? type : "Not" + type), \
    lastTransitionTime: "2026-01-01T00:55:00Z", message: "\(words)"}
    """
  }

  private static func status(_ conditions: String..., more: String = "") -> String {
    "status: {\(more)conditions: [\(conditions.joined(separator: ", "))]}"
  }

  private static func machine(_ name: String, ready: String, _ words: String = "") throws -> Object
  {
    try object(
      "Machine", name, owner: "MachineSet/md-1",
      status(
        condition("Ready", ready, words), condition("Available", ready),
        condition("UpToDate", "True")))
  }

  private static func sample() throws -> ClusterObjects {
    var all = ClusterObjects(
      try object(
        "Cluster", "demo",
        "spec: {infrastructureRef: {apiGroup: infra, kind: InMemoryCluster, name: demo}}\n"
          + status(
            condition("Available", "False", "* WorkersAvailable: 1 of 4 is not"),
            condition("Paused", "False"),
            more: "workers: {desiredReplicas: 4, replicas: 4, readyReplicas: 3}, ")))
    all.others = [try object("InMemoryCluster", "demo", status(condition("Ready", "True")))]
    all.machineDeployments = [
      try object(
        "MachineDeployment", "md",
        "spec: {replicas: 4}\n"
          + status(condition("Available", "True"), more: "replicas: 4, readyReplicas: 3, "))
    ]
    all.machineSets = [try object("MachineSet", "md-1", owner: "MachineDeployment/md")]
    all.machines = [
      try machine("md-1-a", ready: "True"), try machine("md-1-c", ready: "True"),
      try machine("md-1-b", ready: "True"),
      try machine("md-1-d", ready: "False", "a door is locked"),
    ]
    return all
  }

  private static func text(
    width: Int = .max, on terminal: Terminal? = nil,
    _ change: (inout ClusterTree.Options) -> Void = { _ in }
  ) throws -> String {
    var options = ClusterTree.Options()
    change(&options)
    let tree = ClusterTree(of: try sample(), options)
    return TreeText(at: now, width: width, on: terminal).text(of: tree.root)
  }

  @Test func `a cluster is a tree, with equal machines on one line`() throws {
    try Golden.check(Self.text(), "tree.txt")
  }

  @Test func `groups are opened, sets and conditions shown, where that is asked for`() throws {
    let apart = try Self.text { $0.groups = false }
    #expect(apart.contains("├─Machine/md-1-a") && !apart.contains("Machines..."))
    let sets = try Self.text { $0.showsMachineSets = true }
    #expect(sets.contains("└─MachineSet/md-1"))
    for wish in ["all", "cluster", "Cluster/demo"] {
      let shown = try Self.text { $0.conditionsOf = [wish] }
      #expect(shown.contains("├─Paused") && shown.contains("Paused: False"), "\(wish)")
    }
    #expect(try Self.text { $0.conditionsOf = ["Cluster/other"] } == Self.text())
    let one = try Self.text { $0.conditionsOf = ["Machine/md-1-a"] }
    #expect(one.contains("Machine/md-1-a") && one.contains("2 Machines..."))
  }

  @Test(arguments: [40, 60, 99])
  func `a narrow terminal shows what is wrong, and no line too long`(_ width: Int) throws {
    let text = try Self.text(width: width)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    #expect(lines.first == "Cluster/demo 4/4 False")
    #expect(text.contains("└─Machine/md-1-d False\n"))
    #expect(text.contains("a door is locked"))
    #expect(!text.contains("See md-1-a"))
  }

  @Test func `a wide terminal keeps messages in their column`() throws {
    let lines = try Self.text(width: 160).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 160 })
  }

  @Test func `what is bad is red where there is colour`() throws {
    let text = try Self.text(on: Terminal(width: 200, hasColour: true))
    #expect(text.contains("\u{1B}[31mAvailable: False\u{1B}[0m"))
    #expect(text.contains("\u{1B}[32mReady: True\u{1B}[0m"))
    #expect(try !Self.text(on: Terminal(width: 200, hasColour: false)).contains("\u{1B}"))
  }

  @Test func `what is paused, deleted or missing is marked`() throws {
    var all = try Self.sample()
    all.others = []
    all.cluster.value["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    all.machineDeployments[0].set(Condition("Paused", .yes, reason: "Paused"))
    let text = TreeText(at: Self.now).text(of: ClusterTree(of: all).root)
    #expect(text.contains("!! DELETED !! Cluster/demo"))
    #expect(text.contains("!! PAUSED !! MachineDeployment/md"))
    #expect(text.contains("InMemoryCluster/demo") && text.contains("the object is not there"))
  }

  @Test func `events are rows, with how often`() throws {
    let event = Object(
      try YAML.parse(
        """
        metadata: {name: a, namespace: far}
        involvedObject: {kind: Machine, name: m}
        type: Warning
        reason: Failed
        message: "it\\nfailed"
        count: 4
        firstTimestamp: "2026-01-01T00:30:00Z"
        lastTimestamp: "2026-01-01T00:57:00Z"
        """))
    #expect(
      EventTable(at: Self.now, showsNamespaces: true).cells(of: event)
        == ["far", "3m (x4 over 30m)", "Warning", "Failed", "machine/m", "it failed"])
  }
}
