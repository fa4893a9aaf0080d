// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

struct InMemoryClusterTests {
  private static let nodes = Address(Resource(group: "", version: "v1", plural: "nodes"))

  @Test func `a first control plane becomes a Node with its pods, and the cluster answers`()
    async throws
  {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      #expect(throws: StatusError.self) { try scene.clusters.client(of: MemoryScene.cluster) }
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let client = try scene.clusters.client(of: MemoryScene.cluster)
      let node = try await client.get(Address(.nodes, name: "cp"))
      #expect(node.isTrue("Ready"))
      #expect(node.spec["providerID"] == "in-memory:////cp")
      let pods = try await client.list(Address(.pods, namespace: "kube-system"))
      #expect(
        pods.items.map(\.name) == NodeObjects.components.map { "\($0)-cp" }.sorted())
      #expect(pods.items.allSatisfy { $0.isTrue("Ready") })
      let config = try await client.get(
        Address(
          Resource(group: "", version: "v1", plural: "configmaps"), namespace: "kube-system",
          name: "kubeadm-config"))
      let text = config.value["data", "ClusterConfiguration"]?.string ?? ""
      #expect(text.contains("kubernetesVersion: v1.30.0"))
      #expect(scene.host.opened.withLock { $0[MemoryScene.cluster] } != nil)
      let members = try JSON.parse(try await scene.exec("member list", in: "cp").output)
      #expect(members["members"]?.list?.count == 1)
    }
  }

  @Test func `a machine with a good token joins, and one with another waits and says why`()
    async throws
  {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let token = try await scene.makeToken()
      try await scene.makeMachine("w1", .worker, token: token)
      try await scene.becomesNode("w1")
      let node = try await scene.workload.get(Address(.nodes, name: "w1"))
      #expect(
        node.spec["taints"]?.list?.contains {
          $0["key"] == "node.cluster.x-k8s.io/uninitialized"
        } == true)
      try await scene.makeMachine("w2", .worker, token: BootstrapToken.make())
      let expired = try await scene.makeToken(expiring: .seconds(-1))
      try await scene.makeMachine("w3", .worker, token: expired)
      for (name, cause) in [("w2", "does not know the token"), ("w3", "expired at")] {
        try await eventually("\(name) says why it waits") {
          let machine = try await scene.get(InMemoryMachine.self, name)
          return machine.condition("NodeProvisioned")?.message.contains(cause) == true
        }
      }
      #expect(try await scene.workload.list(Self.nodes).items.count == 2)
    }
  }

  @Test func `three control planes are one etcd, which bears the loss of one`() async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp0", .firstControlPlane)
      try await scene.becomesNode("cp0")
      for name in ["cp1", "cp2"] {
        try await scene.makeMachine(name, .controlPlane, token: try await scene.makeToken())
        try await scene.becomesNode(name)
      }
      let list = try JSON.parse(try await scene.exec("member list --hex", in: "cp1").output)
      #expect(list["members"]?.list?.count == 3)
      try await scene.patch(
        .inMemoryMachine, "cp0", ["spec": ["faults": ["etcd": "MemberLost"]]])
      try await eventually("its pod is not ready") {
        let address = Address(.pods, namespace: "kube-system", name: "etcd-cp0")
        return try await !scene.workload.get(address).isTrue("Ready")
      }
      await #expect(throws: StatusError.self) { try await scene.exec("member list", in: "cp0") }
      let id = try #require(list["members"]?.list?.first?["ID"]?.string)
      #expect(try await scene.exec("member remove \(id)", in: "cp1").exitCode == 0)
      let rest = try JSON.parse(try await scene.exec("member list", in: "cp2").output)
      #expect(rest["members"]?.list?.compactMap { $0["name"]?.string } == ["cp1", "cp2"])
      // Of two, none may be lost.
      try await scene.patch(.inMemoryMachine, "cp1", ["spec": ["faults": ["node": "Lost"]]])
      try await eventually("the cluster does not answer") {
        !scene.clusters.gates.isOpen(MemoryScene.cluster)
      }
      let error = #expect(throws: StatusError.self) {
        try scene.clusters.client(of: MemoryScene.cluster)
      }
      #expect(error?.message.contains("etcd has no quorum: cp1 do not answer") == true)
    }
  }

  @Test func `an API server that is down ends watches, and comes back`() async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let client = try scene.clusters.client(of: MemoryScene.cluster)
      var options = WatchOptions()
      options.sendsInitialEvents = true
      let watch = try await client.watch(Self.nodes, options)
      let reader = Task {
        var events = 0
        for try await _ in watch { events += 1 }
        return events
      }
      try await scene.patch(.inMemoryCluster, "demo", ["spec": ["faults": ["apiServer": "Down"]]])
      #expect(try await reader.value >= 0)
      await #expect(throws: StatusError.self) { try await client.list(Self.nodes) }
      #expect(scene.host.opened.withLock { $0[MemoryScene.cluster] } == nil)
      try await scene.patch(.inMemoryCluster, "demo", ["spec": ["faults": .null]])
      try await eventually("it answers again") {
        scene.clusters.gates.isOpen(MemoryScene.cluster)
      }
      #expect(try await client.list(Self.nodes).items.count == 1)
    }
  }

  @Test(arguments: [
    ("vm", "ProvisioningError", "VMProvisioned"), ("node", "NotReady", "Ready"),
    ("node", "Lost", "Ready"),
  ])
  func `a fault shows, and goes`(part: String, fault: String, condition: String) async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let token = try await scene.makeToken()
      try await scene.makeMachine(
        "w", .worker, token: token, spec: ["faults": [.init(part): .string(fault)]])
      try await eventually("the fault shows") {
        let machine = try await scene.get(InMemoryMachine.self, "w")
        return machine.condition(condition)?.status == .no
          && machine.condition(condition)?.message.contains("spec.faults.\(part)") == true
      }
      if part == "node" {
        try await eventually("the Node shows it") {
          let node = try await scene.workload.find(Address(.nodes, name: "w"))
          return node?.condition("Ready")?.status == (fault == "Lost" ? .unknown : .no)
        }
      }
      try await scene.patch(.inMemoryMachine, "w", ["spec": ["faults": .null]])
      try await eventually("the Node is ready") {
        try await scene.workload.find(Address(.nodes, name: "w"))?.isTrue("Ready") == true
      }
      try await eventually("the machine is ready") {
        try await scene.get(InMemoryMachine.self, "w").isTrue("Ready")
      }
    }
  }

  @Test func `a start that takes time says so`() async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine(
        "cp", .firstControlPlane,
        spec: ["etcd": ["provisioning": ["startupDuration": "1h"]]])
      try await eventually("the instance is there, and etcd is not") {
        let machine = try await scene.get(InMemoryMachine.self, "cp")
        return machine.isProvisioned && machine.condition("EtcdProvisioned")?.status == .no
      }
      try await scene.patch(.inMemoryMachine, "cp", ["spec": ["etcd": .null]])
      try await scene.becomesNode("cp")
    }
  }

  @Test func `nothing is written while nothing changes`() async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let key = Key(namespace: "default", name: "cp")
      try await eventually("the informer knows what was written") {
        let known = scene.clusters.ground.inMemoryMachines.cache[key]?.metadata.resourceVersion
        return try await scene.get(InMemoryMachine.self, "cp").metadata.resourceVersion == known
      }
      let before = try await scene.client.list(Address(Kind.inMemoryMachine.resource()))
      for _ in 0..<2 {
        #expect(try await InMemoryMachineReconciler(scene.clusters).reconcile(key) == .settled)
        let outcome = try await InMemoryClusterReconciler(scene.clusters).reconcile(
          MemoryScene.cluster)
        #expect(outcome == .settled)
      }
      let after = try await scene.client.list(Address(Kind.inMemoryMachine.resource()))
      #expect(before.resourceVersion == after.resourceVersion)
    }
  }

  @Test func `what is deleted leaves nothing`() async throws {
    try await MemoryScene.run { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      let infrastructure = try await scene.get(InMemoryCluster.self, "demo")
      try await scene.client.delete(infrastructure.address)
      try await eventually("it says what it waits for") {
        try await scene.get(InMemoryCluster.self, "demo").condition("Deleting")?.message
          .contains("cp") == true
      }
      try await scene.client.delete(try await scene.get(InMemoryMachine.self, "cp").address)
      try await eventually("it is gone") {
        try await scene.client.find(infrastructure.address) == nil
      }
      let namespaces = Address(Resource(group: "", version: "v1", plural: "namespaces"))
      #expect(try await scene.workload.list(namespaces).items.isEmpty)
      #expect(try await scene.workload.list(Self.nodes).items.isEmpty)
    }
  }
}
