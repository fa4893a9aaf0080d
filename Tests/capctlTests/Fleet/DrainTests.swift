// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

@testable import capctl

/// Machines that go while something runs on them.
struct DrainTests {
  private static let pods = Address(Resource(group: "", version: "v1", plural: "pods"))

  @Test func `a disruption budget holds a machine until it yields`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", workers: 1)
      try await scene.becomesAvailable("demo", machines: 2)
      let worker = try #require(
        try await scene.all(Machine.self, of: "demo").first { !$0.isControlPlane })
      let node = try #require(worker.nodeName)
      let budget = try await Self.occupy(scene.workload("demo"), node)
      try await scene.delete(.machine, worker.name)
      try await eventually("the Machine says which pod holds it, and what holds that") {
        let deleting = try await scene.find(Machine.self, worker.name)?
          .condition(ConditionTypes.deleting)
        return deleting?.reason == Reasons.drainingNode
          && deleting?.message.contains("web") == true
      }
      let held = try await scene.workload("demo").get(Address(.nodes, name: node))
      #expect(held.spec["unschedulable"] == true)
      _ = try await scene.workload("demo").patch(
        .merge(["status": ["disruptionsAllowed": 1]]), at: budget)
      try await eventually("the Machine is gone") {
        // Another one may be called so.
        try await scene.find(Machine.self, worker.name)?.uid != worker.uid
      }
      try await scene.becomesAvailable("demo", machines: 2)
      let left = try await scene.workload("demo").find(Address(.nodes, name: node))
      #expect(left?.metadata.uid != held.metadata.uid)
    }
  }

  /// Puts a pod on a Node, and a budget that lets none go.
  /// - Returns: Where the budget's status is.
  private static func occupy(_ client: LocalClient, _ node: String) async throws -> Address {
    var namespaced = pods
    namespaced.namespace = "default"
    let pod = try await client.create(
      Object(
        try YAML.parse(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web, labels: {app: web}}
          spec: {nodeName: \(node), containers: [{name: web, image: web}]}
          """)), at: namespaced)
    var door = namespaced
    door.name = pod.name
    door.subresource = "status"
    _ = try await client.patch(
      .merge([
        "status": ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]]
      ]), at: door)
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

extension Resource {
  static let nodes = Resource(group: "", version: "v1", plural: "nodes")
}
