// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

@testable import Controllers
@testable import Site

/// Control planes that people meddle with, and what they are given.
@Suite struct PlaneSurroundingsTests {
  @Test func `the kubeconfig is made anew in good time, and a person's own is left alone`()
    async throws
  {
    try await withStage { stage in
      try await stage.begin()
      try await stage.settle()
      let first = try await stage.secret("c-kubeconfig").secretText("value")
      stage.world.clock.advance(by: .seconds(200 * 86_400))
      try await stage.settle()
      let second = try await stage.secret("c-kubeconfig").secretText("value")
      #expect(first != second)
      try await stage.deleteSecret("c-kubeconfig")
      try await stage.create(stage.opaque("c-kubeconfig", ["value": "bWluZQ=="]))
      try await stage.settle()
      #expect(try await stage.secret("c-kubeconfig").secretText("value") == "mine")
    }
  }

  @Test func `what people take away comes back`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.settle()
      let name = try #require(try await stage.machines().first?.name)
      try await stage.change(.kubeadmControlPlane, "cp") { $0.metadata.finalizers = [] }
      try await stage.change(.machine, name) {
        $0.metadata.ownerReferences = []
        $0.metadata.labels["tier"] = nil
      }
      try await stage.changeSecret("c-ca") { $0.metadata.ownerReferences = [] }
      try await stage.settle()
      let plane = try await stage.controlPlane()
      #expect(plane.metadata.finalizers == [Finalizers.kubeadmControlPlane])
      let machines = try await stage.machines()
      #expect(machines.map(\.name) == [name])
      #expect(machines.first?.metadata.ownerReferences.first?.uid == plane.uid)
      #expect(machines.first?.metadata.labels["tier"] == "cp")
      #expect(try await stage.secret("c-ca").metadata.ownerReferences.first?.uid == plane.uid)
    }
  }

  @Test func `what a template passes down leaves with it`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.settle()
      let name = try #require(try await stage.machines().first?.name)
      let metadata: [(Value?, String?)] = [(["tier": "cp", "a": "b"], "b"), (["tier": "cp"], nil)]
      for (labels, seen) in metadata {
        try await stage.change(.kubeadmControlPlane, "cp") {
          $0.value["spec"]?["machineTemplate"]?["metadata"]?["labels"] = labels
        }
        try await stage.settle()
        let machine = try #require(try await stage.machines().first)
        #expect(machine.name == name)
        #expect(machine.metadata.labels["a"] == seen)
        #expect(machine.metadata.labels["tier"] == "cp")
        let config = try await stage.world.get(.kubeadmConfig, name)
        #expect(config.metadata.labels["a"] == seen)
      }
    }
  }

  @Test func `paused, it does nothing and says so`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.change(.cluster, "c") { $0.spec["paused"] = true }
      try await stage.settle()
      let plane = try await stage.controlPlane()
      #expect(plane.isTrue("Paused"))
      #expect(plane.metadata.finalizers.isEmpty)
      #expect(try await stage.machines().isEmpty)
    }
  }

  @Test func `what is missing before the first Machine is said, thing by thing`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.change(.cluster, "c") { $0.status = [:] }
      try await stage.delete(.inMemoryMachineTemplate, "small")
      try await stage.pass()
      #expect(try await stage.waiting().contains("the infrastructure of Cluster default/c"))
      try await stage.provision()
      try await stage.pass()
      #expect(
        try await stage.waiting().contains("InMemoryMachineTemplate small, which does not exist"))
      try await stage.change(.cluster, "c") { $0.spec["controlPlaneEndpoint"] = nil }
      try await stage.pass()
      #expect(try await stage.waiting().contains("control plane endpoint of Cluster default/c"))
      #expect(try await stage.machines().isEmpty)
    }
  }

  @Test func `a person's authority is used, and one that cannot be is named`() async throws {
    try await withStage { stage in
      try await stage.begin()
      try await stage.create(stage.opaque("c-ca", ["tls.crt": "YQ==", "tls.key": "YQ=="]))
      try await stage.pass()
      let broken = try await stage.controlPlane().condition("CertificatesAvailable")
      #expect(broken?.status == .no)
      #expect(
        broken?.message.contains("Secret default/c-ca") == true, "\(String(describing: broken))")
      try await stage.deleteSecret("c-ca")
      try await stage.createAuthority()
      let given = try await stage.secret("c-ca").value["data"]
      try await stage.settle()
      #expect(try await stage.secret("c-ca").value["data"] == given)
      try await stage.expectHealthy(1, "v1.30.0")
    }
  }

  @Test func `a cluster that does not answer is not changed, and its health is not known`()
    async throws
  {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.settle()
      stage.world.programs.isReachable = false
      try await stage.change(.kubeadmControlPlane, "cp") { $0.spec["version"] = "v1.31.0" }
      for _ in 0..<3 { try await stage.pass() }
      #expect(try await stage.controlPlane().isTrue("Available"))
      try await stage.change(.cluster, "c") {
        $0.set(
          Condition("RemoteConnectionProbe", .no, reason: "ProbeFailed"), at: stage.world.site.now)
      }
      stage.world.clock.advance(by: .seconds(400))
      for _ in 0..<3 { try await stage.pass() }
      let plane = try await stage.controlPlane()
      #expect(plane.condition("Available")?.status == .unknown)
      #expect(plane.condition("EtcdClusterHealthy")?.reason == "ConnectionDown")
      #expect(plane.isTrue("RollingOut"))
      #expect(try await stage.machines().count == 3)
      stage.world.programs.isReachable = true
      try await stage.settle(120)
      try await stage.expectHealthy(3, "v1.31.0")
    }
  }

  @Test func `Machines are spread over the failure domains for control planes`() async throws {
    try await withStage { stage in
      try await stage.begin(replicas: 3)
      try await stage.change(.cluster, "c") {
        $0.status["failureDomains"] = [
          ["name": "a", "controlPlane": true], ["name": "b", "controlPlane": true],
          ["name": "c", "controlPlane": true], ["name": "w", "controlPlane": false],
        ]
      }
      try await stage.settle()
      #expect(try await stage.machines().compactMap(\.failureDomain).sorted() == ["a", "b", "c"])
    }
  }

  @Test func `of an etcd that is not ours the certificates are a person's to give`() async throws {
    try await withStage { stage in
      try await stage.begin {
        $0.spec["kubeadmConfigSpec"]?["clusterConfiguration"]?["etcd"] = [
          "external": [
            "endpoints": ["https://10.0.0.1:2379"], "caFile": "/ca", "certFile": "/c",
            "keyFile": "/k",
          ]
        ]
      }
      try await stage.pass()
      let condition = try await stage.controlPlane().condition("CertificatesAvailable")
      #expect(condition?.status == .no)
      #expect(condition?.message.contains("<cluster>-apiserver-etcd-client") == true)
      #expect(try await stage.machines().isEmpty)
    }
  }

  @Test func `a Machine that a person made is taken over, and replaced by the next upgrade`()
    async throws
  {
    try await withStage { stage in
      try await stage.create(stage.cluster(withControlPlane: false))
      try await stage.provision()
      try await stage.addMachine("mine", isControlPlane: true)
      try await stage.create(stage.infrastructure("mine"))
      try await stage.change(.machine, "mine") { $0.metadata.finalizers = [Finalizers.machine] }
      try await stage.settle()
      #expect(stage.etcd.names == ["mine"])
      try await stage.initialize()
      try await stage.takeOver()
      try await stage.settle(120)
      try await stage.expectHealthy(1, "v1.30.0")
      let taken = try await stage.machines()
      #expect(taken.map(\.name) == ["mine"])
      #expect(taken.first?.metadata.controller?.kind == "KubeadmControlPlane")
      try await stage.change(.kubeadmControlPlane, "cp") { $0.spec["version"] = "v1.31.0" }
      try await stage.settle(120)
      try await stage.expectHealthy(1, "v1.31.0")
      let machines = try await stage.machines()
      #expect(machines.map(\.name) != ["mine"])
      #expect(stage.etcd.names == machines.map(\.name))
    }
  }
}
