// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

@testable import Controllers
@testable import Site

@Suite struct PlaneReconcilerTests {
  @Test(arguments: [1, 3])
  func `a control plane comes up, and then nothing is written any more`(replicas: Int) async throws
  {
    try await withStage { stage in
      try await stage.begin(replicas: replicas)
      try await stage.settle()
      try await stage.expectHealthy(replicas, "v1.30.0")
      let world = stage.world
      let revision = world.store.revision
      world.client.arm()
      for _ in 0..<3 { try await stage.pass() }
      #expect(world.client.count == 0)
      #expect(world.store.revision == revision)
    }
  }

  @Test(arguments: [1, 0])
  func `an upgrade replaces one Machine at a time and keeps etcd's quorum`(surge: Int) async throws
  {
    try await withStage { stage in
      try await stage.begin(replicas: 3, maxSurge: surge)
      try await stage.settle()
      let before = try await stage.machines().map(\.name)
      try await stage.change(.kubeadmControlPlane, "cp") { $0.spec["version"] = "v1.31.0" }
      var (least, most) = (9, 0)
      try await stage.settle(120) {
        let machines = try await stage.machines()
        (least, most) = (min(least, machines.count { !$0.isDeleting }), max(most, machines.count))
        #expect(stage.etcd.names.count >= 2)
      }
      #expect(least == 2 + surge)
      #expect(most == 3 + surge)
      try await stage.expectHealthy(3, "v1.31.0")
      let after = try await stage.machines()
      #expect(Set(after.map(\.name)).isDisjoint(with: before))
      #expect(Set(stage.etcd.names) == Set(after.map(\.name)))
      try await expectUpgraded(stage)
    }
  }

  /// What kubeadm leaves to others.
  private func expectUpgraded(_ stage: PlaneStage) async throws {
    let map = try await stage.workload.get(
      Address(.configMaps, namespace: "kube-system", name: "kubeadm-config"))
    let text = map.value["data", "ClusterConfiguration"]?.string ?? ""
    #expect(text.contains("kubernetesVersion: v1.31.0"))
    #expect(text.contains("kubeadm.k8s.io/v1beta4"))
    #expect(
      try await stage.image("kube-proxy", in: "daemonsets") == "registry.example/kube-proxy:v1.31.0"
    )
    #expect(
      try await stage.image("coredns", in: "deployments") == "registry.example/coredns:v1.30.0")
  }

  @Test func `CoreDNS stays where its configuration would not let it start`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.settle()
      var map = Object(
        GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "kube-system",
        name: "coredns")
      map.value["data"] = ["Corefile": ".:53 {\n  proxy . /etc/resolv.conf\n}\n"]
      let maps = Address(.configMaps, namespace: "kube-system")
      _ = try await stage.workload.create(map, at: maps)
      let place = Address(.apps("deployments"), namespace: "kube-system", name: "coredns")
      var deployment = try await stage.workload.get(place)
      deployment.spec["template"]?["spec"]?["containers"] = .list([
        ["name": "coredns", "image": "registry.example/coredns:1.3.1"]
      ])
      _ = try await stage.workload.update(deployment, at: place)
      try await stage.change(.kubeadmControlPlane, "cp") {
        let dns: Value = ["imageTag": "v1.12.0"]
        $0.spec["kubeadmConfigSpec"]?["clusterConfiguration"]?["dns"] = dns
      }
      try await stage.settle()
      #expect(
        try await stage.image("coredns", in: "deployments") == "registry.example/coredns:1.3.1")
      map.value["data"] = ["Corefile": ".:53 {\n  forward . /etc/resolv.conf\n}\n"]
      var door = maps
      door.name = "coredns"
      _ = try await stage.workload.patch(.merge(["data": map.value["data"] ?? [:]]), at: door)
      stage.world.clock.advance(by: .seconds(400))
      try await stage.settle()
      #expect(
        try await stage.image("coredns", in: "deployments") == "registry.example/coredns:v1.12.0")
    }
  }

  @Test func `it shrinks to one, and the leader hands over before it goes`() async throws {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      let oldest = try #require(stage.etcd.leader)
      try await stage.change(.kubeadmControlPlane, "cp") { $0.spec["replicas"] = 1 }
      try await stage.settle()
      try await stage.expectHealthy(1, "v1.30.0")
      #expect(stage.etcd.names.count == 1)
      #expect(!stage.etcd.names.contains(oldest))
      #expect(stage.etcd.log.first?.hasSuffix("leads") == true)
      #expect(stage.etcd.log.count { $0.hasSuffix("left") } == 2)
      #expect(stage.etcd.askedInVain == [])
    }
  }

  @Test func `the same template with other content replaces the Machines, a new name does not`()
    async throws
  {
    try await withStage { stage in
      try await stage.begin()
      try await stage.settle()
      let before = try await stage.machines().map(\.name)
      try await stage.copyTemplate("small", as: "renamed") { _ in }
      try await stage.refer(to: "renamed")
      try await stage.settle()
      #expect(try await stage.machines().map(\.name) == before)
      try await stage.change(.inMemoryMachineTemplate, "renamed") {
        $0.spec["template"]?["spec"] = ["vm": ["provisioning": ["startupDuration": "1s"]]]
      }
      try await stage.settle()
      try await stage.expectHealthy(1, "v1.30.0")
      let after = try await stage.machines().map(\.name)
      #expect(Set(after).isDisjoint(with: before))
      let machines = try await stage.all(.inMemoryMachine)
      #expect(machines.map { $0.spec["vm", "provisioning", "startupDuration"] } == ["1s"])
      // Of the copies, only the one that is used is left.
      let templates = try await stage.all(.inMemoryMachineTemplate).map(\.name)
      #expect(templates.count == 3)
    }
  }

  @Test(arguments: [false, true])
  func `what a ConfigMap says counts as content, and what a Secret says where it is asked for`(
    countsSecrets: Bool
  ) async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.change(.cluster, "c") {
        $0.metadata.annotations[Annotations.variablesFrom] = "ConfigMap/region,Secret/azure"
        if countsSecrets { $0.metadata.annotations[Annotations.rollOnSecretChange] = "true" }
      }
      try await stage.change(.kubeadmControlPlane, "cp") {
        $0.spec["kubeadmConfigSpec"]?["files"] = [
          ["path": "/a", "content": "$<REGION> $<PASSWORD>"]
        ]
      }
      try await stage.create(stage.map("region", ["REGION": "north"]))
      try await stage.create(stage.opaque("azure", ["PASSWORD": "YQ=="]))
      try await stage.settle()
      let first = try await stage.machines().map(\.name)
      try await stage.changeSecret("azure") { $0.value["data"] = ["PASSWORD": "Yg=="] }
      try await stage.settle()
      let second = try await stage.machines().map(\.name)
      #expect((first != second) == countsSecrets)
      let map = Address(.configMaps, namespace: "default", name: "region")
      _ = try await stage.world.direct.patch(.merge(["data": ["REGION": "south"]]), at: map)
      try await stage.settle()
      let third = try await stage.machines()
      #expect(Set(third.map(\.name)).isDisjoint(with: second))
      let record = third.first?.metadata.annotations[Annotations.boundVariables] ?? ""
      #expect(record.contains("REGION"))
      #expect(!record.contains("south"))
      #expect(record.contains("PASSWORD") == countsSecrets)
      try await stage.expectHealthy(1, "v1.30.0")
    }
  }

  @Test func `an unhealthy Machine is replaced, and the record says so`() async throws {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      let patient = try #require(try await stage.machines().first)
      stage.etcd.kill(patient.name)
      try await stage.sicken(patient.name)
      try await stage.settle(120)
      try await stage.expectHealthy(3, "v1.30.0")
      let after = try await stage.machines()
      #expect(!after.map(\.name).contains(patient.name))
      let plane = try await stage.controlPlane()
      #expect(plane.lastRemediation?["machine"] == .string(patient.name))
      #expect(plane.metadata.annotations[Annotations.remediationInProgress] == nil)
      #expect(after.count { $0.metadata.annotations[Annotations.remediationFor] != nil } == 1)
    }
  }

  @Test func `two of three that fail are not replaced, and the condition says why`() async throws {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      let machines = try await stage.machines()
      for machine in machines.prefix(2) {
        stage.etcd.kill(machine.name)
        try await stage.sicken(machine.name)
      }
      for _ in 0..<5 { try await stage.pass() }
      #expect(try await stage.machines().filter(\.isDeleting).isEmpty)
      let conditions = try await stage.machines().compactMap { $0.condition("OwnerRemediated") }
      #expect(
        conditions.contains { $0.reason == "CannotBeRemediated" && $0.message.contains("quorum") })
      let plane = try await stage.controlPlane()
      #expect(plane.condition("Available")?.message.contains("quorum") == true)
      #expect(plane.isTrue("Remediating"))
    }
  }

  @Test func `a Machine that etcd cannot spare stays, and its hook says why`() async throws {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      let names = try await stage.machines().map(\.name)
      try await stage.delete(.machine, names[0])
      stage.etcd.kill(names[1])
      for _ in 0..<5 {
        try await stage.pass()
        try await stage.play()
      }
      let machine = try #require(try await stage.machines().first { $0.name == names[0] })
      let hook = machine.metadata.annotations[Annotations.controlPlaneCleanupHook]
      #expect(hook?.contains("etcd to bear the loss of \(names[0])") == true, "\(hook ?? "none")")
      stage.etcd.revive(names[1])
      try await stage.settle()
      try await stage.expectHealthy(3, "v1.30.0")
      #expect(!stage.etcd.names.contains(names[0]))
    }
  }

  @Test func `certificates that run out soon replace their Machine`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.change(.kubeadmControlPlane, "cp") {
        $0.spec["rollout"]?["before"] = ["certificatesExpiryDays": 30]
      }
      try await stage.settle()
      let before = try #require(try await stage.machines().first)
      #expect(before.certificatesExpiry == World.start + .seconds(365 * 86_400))
      stage.world.clock.advance(by: .seconds(336 * 86_400))
      try await stage.settle()
      let after = try await stage.machines()
      #expect(after.count == 1)
      #expect(after.first?.name != before.name)
    }
  }

  @Test func `with its Cluster going it waits for workers, then takes all its Machines along`()
    async throws
  {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      try await stage.createWorker()
      try await stage.delete(.kubeadmControlPlane, "cp")
      for _ in 0..<3 { try await stage.pass() }
      let waiting = try await stage.controlPlane().condition("Deleting")
      #expect(waiting?.reason == "WaitingForWorkersDeletion")
      #expect(waiting?.message.contains("Machine worker") == true)
      #expect(try await stage.machines().filter(\.isDeleting).isEmpty)
      try await stage.delete(.machine, "worker")
      try await stage.settle()
      #expect(try await stage.machines().isEmpty)
      #expect(try await stage.all(.kubeadmControlPlane).isEmpty)
      #expect(stage.etcd.log.isEmpty)
    }
  }
}
