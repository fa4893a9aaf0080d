// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import Synchronization
import TestKit
import Testing

@testable import capctl

/// Control planes through their changes, watched at every step.
struct ControlPlaneTests {
  @Test func `an upgrade keeps etcd's quorum and the workers' capacity at every step`() async throws
  {
    try await FleetScene.run { scene in
      try await scene.make("demo", controlPlanes: 3, workers: 10)
      try await scene.becomesAvailable("demo", machines: 13)
      try await Witness.watching("demo", in: scene.client) { witness in
        try await scene.patch(
          .kubeadmControlPlane, "demo-control-plane", ["spec": ["version": "v1.31.0"]])
        try await eventually("the control plane is v1.31.0") {
          try await scene.versions("demo", controlPlane: true) == ["v1.31.0"]
        }
        try await scene.patch(
          .machineDeployment, "demo-md-0",
          ["spec": ["template": ["spec": ["version": "v1.31.0"]]]])
        try await eventually("the workers are v1.31.0") {
          try await scene.versions("demo", controlPlane: false) == ["v1.31.0"]
        }
        try await scene.becomesAvailable("demo", machines: 13)
        #expect(witness.fewestControlPlanes >= 3)
        #expect(witness.fewestWorkers >= 10)
        #expect(witness.mostWorkers <= 11)
      }
      let proxy = try await scene.workload("demo").get(
        Address(
          Resource(group: "apps", version: "v1", plural: "daemonsets"), namespace: "kube-system",
          name: "kube-proxy"))
      let image = proxy.spec["template", "spec", "containers"]?.list?.first?["image"]?.string
      #expect(image?.hasSuffix(":v1.31.0") == true)
    }
  }

  @Test func `a lost machine of three is replaced, and etcd stays whole`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", controlPlanes: 3)
      try await scene.becomesAvailable("demo", machines: 3)
      let lost = try #require(try await scene.all(Machine.self, of: "demo").first)
      try await scene.apply(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: MachineHealthCheck
        metadata: {name: demo, namespace: default}
        spec:
          clusterName: demo
          selector: {matchLabels: {cluster.x-k8s.io/cluster-name: demo}}
          checks:
            unhealthyNodeConditions:
            - {type: Ready, status: Unknown, timeoutSeconds: 1}
        """)
      try await scene.patch(
        .inMemoryMachine, lost.name, ["spec": ["faults": ["node": "Lost"]]])
      try await eventually("another machine is in its place") {
        let machines = try await scene.all(Machine.self, of: "demo")
        return machines.count == 3 && !machines.contains { $0.name == lost.name }
      }
      try await scene.becomesAvailable("demo", machines: 3)
      let names = try await scene.readyNodes("demo")
      #expect(names.count == 3)
      #expect(!names.contains(lost.name))
    }
  }

  @Test func `a machine whose certificates are about to expire is replaced`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", controlPlanes: 3)
      try await scene.becomesAvailable("demo", machines: 3)
      try await scene.patch(
        .kubeadmControlPlane, "demo-control-plane",
        ["spec": ["rollout": ["before": ["certificatesExpiryDays": 30]]]])
      let old = try #require(try await scene.all(Machine.self, of: "demo").first)
      let soon = "\(Time.now() + .seconds(7 * 86_400))"
      try await scene.patch(
        .machine, old.name,
        ["metadata": ["annotations": [.init(Annotations.certificatesExpiry): .string(soon)]]])
      try await eventually("another machine is in its place") {
        try await scene.find(Machine.self, old.name) == nil
      }
      try await scene.becomesAvailable("demo", machines: 3)
      let expiries = try await scene.all(Machine.self, of: "demo").map(\.certificatesExpiry)
      #expect(expiries.allSatisfy { $0.map { $0 > .now() + .seconds(300 * 86_400) } == true })
    }
  }
}

extension FleetScene {
  func versions(_ cluster: String, controlPlane: Bool) async throws -> Set<String> {
    let machines = try await all(Machine.self, of: cluster)
    return Set(machines.filter { $0.isControlPlane == controlPlane }.compactMap(\.version))
  }
}
