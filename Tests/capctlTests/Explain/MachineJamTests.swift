// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

@testable import capctl

/// Jams of clusters, staged in a plane at work: `capctl explain` names what truly stands in the way.
struct MachineJamTests {
  /// Runs `body` beside a cluster of one control plane and one worker.
  private func withCluster(_ body: (FleetScene, URL, Machine) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      try await FleetScene.run(in: folder) { scene in
        try await scene.make("demo", workers: 1)
        try await scene.becomesAvailable("demo", machines: 2)
        let worker = try #require(
          try await scene.all(Machine.self, of: "demo").first { !$0.isControlPlane })
        try await body(scene, folder, worker)
      }
    }
  }

  @Test func `a disruption budget`() async throws {
    try await withCluster { scene, folder, worker in
      let node = try #require(worker.nodeName)
      _ = try await Budget.occupy(scene.workload("demo"), node)
      try await scene.delete(.machine, worker.name)
      try await Explained(
        folder: folder, word: "delete", object: "machine/\(worker.name)",
        blocker: "Machine default/\(worker.name)", words: "disruption budget",
        remedy: "let the budget allow one more pod to go"
      ).isTold()
    }
  }

  @Test func `a finalizer of another controller`() async throws {
    try await withCluster { scene, folder, worker in
      let seen = try #require(try await scene.find(InMemoryMachine.self, worker.name))
      let finalizers = seen.metadata.finalizers + ["backup.example.com/keep"]
      try await scene.patch(
        .inMemoryMachine, worker.name,
        ["metadata": ["finalizers": .list(finalizers.map { .string($0) })]])
      try await scene.delete(.cluster, "demo")
      try await Explained(
        folder: folder, word: "delete", object: "cluster/demo",
        blocker: "InMemoryMachine default/\(worker.name)", words: "backup.example.com/keep",
        remedy: "kubectl edit inmemorymachine \(worker.name)"
      ).isTold()
    }
  }

  @Test func `a Node that is not heard of`() async throws {
    try await withCluster { scene, folder, worker in
      let node = try #require(worker.nodeName)
      let unheard: Value = [
        "type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown",
        "message": "Kubelet stopped posting node status.",
      ]
      _ = try await scene.workload("demo").patch(
        .merge(["status": ["conditions": .list([unheard])]]),
        at: Address(.nodes, name: node, subresource: "status"))
      try await Explained(
        folder: folder, word: "ready", object: "cluster/demo",
        blocker: "Machine default/\(worker.name)", words: "Kubelet stopped posting",
        remedy: "capctl delete machine \(worker.name)"
      ).isTold()
    }
  }

  @Test func `a pause`() async throws {
    try await withCluster { scene, folder, _ in
      try await scene.patch(.cluster, "demo", ["spec": ["paused": true]])
      try await scene.patch(.machineDeployment, "demo-md-0", ["spec": ["replicas": 2]])
      try await Explained(
        folder: folder, word: "ready", object: "machinedeployment/demo-md-0",
        blocker: "MachineDeployment default/demo-md-0", words: "Cluster spec.paused",
        remedy: "capctl resume cluster demo"
      ).isTold()
    }
  }
}

/// A pod that a disruption budget keeps where it is.
enum Budget {
  /// - Returns: Where the budget's status is.
  static func occupy(_ client: LocalClient, _ node: String) async throws -> Address {
    var pods = Address(
      Resource(group: "", version: "v1", plural: "pods"), namespace: "default")
    _ = try await client.create(
      Object(
        try YAML.parse(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web, labels: {app: web}}
          spec: {nodeName: \(node), containers: [{name: web, image: web}]}
          """)), at: pods)
    pods.name = "web"
    pods.subresource = "status"
    _ = try await client.patch(
      .merge([
        "status": ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]]
      ]), at: pods)
    let budgets = Resource(group: "policy", version: "v1", plural: "poddisruptionbudgets")
    var budget = Address(budgets, namespace: "default")
    _ = try await client.create(
      Object(
        try YAML.parse(
          """
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: {name: web}
          spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
          """)), at: budget)
    budget.name = "web"
    budget.subresource = "status"
    _ = try await client.patch(
      .merge([
        "status": [
          "observedGeneration": 1, "disruptionsAllowed": 0, "currentHealthy": 1,
          "desiredHealthy": 1, "expectedPods": 1,
        ]
      ]), at: budget)
    return budget
  }
}
