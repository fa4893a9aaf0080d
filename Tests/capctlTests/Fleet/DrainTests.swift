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
  @Test func `a disruption budget holds a machine until it yields`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", workers: 1)
      try await scene.becomesAvailable("demo", machines: 2)
      let worker = try #require(
        try await scene.all(Machine.self, of: "demo").first { !$0.isControlPlane })
      let node = try #require(worker.nodeName)
      let budget = try await Budget.occupy(scene.workload("demo"), node)
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
}

extension Resource {
  static let nodes = Resource(group: "", version: "v1", plural: "nodes")
}
