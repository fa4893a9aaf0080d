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
      try await scene.make("demo", controlPlanes: 3, workers: 4)
      try await scene.becomesAvailable("demo", machines: 7)
      try await scene.watching("demo") { witness in
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
        try await scene.becomesAvailable("demo", machines: 7)
        #expect(witness.fewestControlPlanes >= 3)
        #expect(witness.fewestWorkers >= 4)
        #expect(witness.mostWorkers <= 5)
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

  /// What was seen at worst while a scene was played.
  final class Witness: Sendable {
    private let state: Mutex<(planes: Int, workers: Int, most: Int)>

    init() { state = Mutex((.max, .max, 0)) }

    var fewestControlPlanes: Int { state.withLock(\.planes) }
    var fewestWorkers: Int { state.withLock(\.workers) }
    var mostWorkers: Int { state.withLock(\.most) }

    func note(_ machines: [Machine]) {
      let running = machines.filter { $0.phase == .running && !$0.isDeleting }
      let planes = running.count(where: \.isControlPlane)
      state.withLock { state in
        state.planes = min(state.planes, planes)
        state.workers = min(state.workers, running.count - planes)
        state.most = max(state.most, machines.count { !$0.isControlPlane && !$0.isDeleting })
      }
    }
  }

  /// Plays a scene while every change of the cluster's Machines is witnessed.
  func watching(_ cluster: String, _ body: (Witness) async throws -> Void) async throws {
    let witness = Witness()
    var options = WatchOptions()
    options.labelSelector = "\(Labels.clusterName)=\(cluster)"
    options.sendsInitialEvents = true
    let watch = try await client.watch(Address(Kind.machine.resource()), options)
    let task = Task {
      var machines: [String: Machine] = [:]
      var isComplete = false
      for try await event in watch {
        switch event {
        case .bookmark: isComplete = true
        case .deleted(let object): machines[object.name] = nil
        case .added(let object), .modified(let object): machines[object.name] = Machine(object)
        }
        if isComplete { witness.note(Array(machines.values)) }
      }
    }
    defer { task.cancel() }
    try await body(witness)
  }
}
