// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

@Suite struct PoolReconcilerTests {
  @Test func `a pool without bootstrap data finds its Nodes, and is then left in peace`()
    async throws
  {
    try await withPool { pool in
      try await pool.pass()
      let begun = try await pool.now
      #expect(begun.phase == "Provisioning")
      let message = begun.condition("Available")?.message ?? ""
      #expect(message.contains("AzureManagedMachinePool np"))
      try await pool.provide(["azure:///A/1", "azure:///A/2"])
      try await pool.addNode("n1", "azure:///a/1")
      try await pool.pass()
      let partly = try await pool.now
      #expect(
        partly.condition("Available")?.message
          == "1 of 2 replicas are available; no Node for azure:///A/2")
      try await pool.addNode("n2", "azure:///a/2")
      try await pool.settle()
      let done = try await pool.now
      #expect(done.phase == "Running")
      #expect(done.providerIDs == ["azure:///A/1", "azure:///A/2"])
      #expect(done.replicas == Replicas(total: 2, ready: 2, available: 2, upToDate: 2))
      #expect(done.nodeRefs.compactMap { $0["name"]?.string } == ["n1", "n2"])
      for type in ["Available", "BootstrapConfigReady", "InfrastructureReady"] {
        #expect(done.isTrue(type), "\(done.conditions)")
      }
      #expect(done.metadata.finalizers == [Finalizers.machinePool])
      #expect(done.metadata.ownerReferences.map(\.kind) == ["Cluster"])
      let infrastructure = try await pool.world.get(.azureManagedMachinePool, "np")
      #expect(infrastructure.metadata.controller?.uid == done.uid)
      let revision = pool.world.store.revision
      pool.world.client.arm()
      for _ in 0..<3 { try await pool.pass() }
      #expect(pool.world.client.count == 0)
      #expect(pool.world.store.revision == revision)
    }
  }

  @Test func `where somebody else decides how many, the provider's number is taken over`()
    async throws
  {
    try await withPool { pool in
      try await pool.world.patch(
        .machinePool, "p", "metadata: {annotations: {cluster.x-k8s.io/replicas-managed-by: x}}")
      try await pool.provide(["azure:///1", "azure:///2", "azure:///3"])
      try await pool.settle()
      #expect(try await pool.now.desiredReplicas == 3)
    }
  }

  @Test func `it goes after its infrastructure, and takes its Nodes along`() async throws {
    try await withPool { pool in
      try await pool.world.patch(
        .azureManagedMachinePool, "np", "metadata: {finalizers: [example.com/azure]}")
      try await pool.provide(["azure:///1"])
      try await pool.addNode("n1", "azure:///1")
      try await pool.settle()
      try await pool.world.delete(.machinePool, "p")
      try await pool.settle()
      let going = try await pool.now.condition("Deleting")
      #expect(going?.reason == "WaitingForInfrastructureDeletion")
      #expect(going?.message.contains("AzureManagedMachinePool np") == true)
      #expect(try await pool.nodes() == ["n1"])
      try await pool.world.patch(.azureManagedMachinePool, "np", "metadata: {finalizers: null}")
      try await pool.settle()
      #expect(try await pool.world.find(.machinePool, "p") == nil)
      #expect(try await pool.nodes().isEmpty)
    }
  }

  @Test func `passes that are cut at any write end as those that are not`() async throws {
    var writes = 0
    try await withPool { pool in
      pool.world.client.arm()
      try await pool.provide(["azure:///1", "azure:///2"])
      try await pool.settle()
      writes = pool.world.client.count
    }
    try #require(writes > 1)
    for (number, cut) in CuttingClient.Cut.all(of: writes) {
      try await withPool { pool in
        pool.world.client.arm(at: number, cut)
        try await pool.provide(["azure:///1", "azure:///2"])
        for name in ["n1", "n2"] { try await pool.addNode(name, "azure:///\(name.suffix(1))") }
        try await pool.settle()
        let done = try await pool.now
        #expect(done.phase == "Running", "write \(number) \(cut)")
        #expect(done.isTrue("Available"), "write \(number) \(cut)")
        let infrastructure = try await pool.world.get(.azureManagedMachinePool, "np")
        #expect(infrastructure.metadata.controller?.uid == done.uid, "write \(number) \(cut)")
      }
    }
  }
}

/// A pool of machines that Azure bootstraps itself.
private struct PoolScene {
  let world: World
  let reconciler: MachinePoolReconciler

  static let text = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: c}
    spec:
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: c}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedMachinePool
    metadata: {name: np}
    spec: {mode: System, sku: Standard_D2}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachinePool
    metadata: {name: p}
    spec:
      clusterName: c
      replicas: 2
      template:
        spec:
          clusterName: c
          bootstrap: {dataSecretName: ""}
          infrastructureRef:
            {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedMachinePool, name: np}
    """

  var now: MachinePool {
    get async throws { MachinePool(try await world.get(.machinePool, "p")) }
  }

  func pass() async throws {
    try await world.catchUp()
    _ = try await reconciler.reconcile(Key(namespace: "default", name: "p"))
    try await world.catchUp()
  }

  func settle() async throws {
    for _ in 0..<20 {
      let before = world.store.revision
      var isWell = true
      do { try await pass() } catch { isWell = false }
      if isWell, world.store.revision == before { return }
    }
    throw TestFailure("settle", "still going")
  }

  func provide(_ ids: [String]) async throws {
    let list = ids.map { "'\($0)'" }.joined(separator: ", ")
    try await world.patch(.azureManagedMachinePool, "np", "spec: {providerIDList: [\(list)]}")
    var door = Key(namespace: "default", name: "np").address(
      in: Kind.azureManagedMachinePool.resource())
    door.subresource = "status"
    let status: Value = ["ready": true, "replicas": .int(Int64(ids.count))]
    _ = try await world.direct.patch(.merge(["status": status]), at: door)
  }

  func addNode(_ name: String, _ id: String) async throws {
    var node = Object(GroupVersionKind(group: "", version: "v1", kind: "Node"), name: name)
    node.spec = ["providerID": .string(id)]
    let client = world.workload("c")
    _ = try await client.create(node, at: Address(.nodes))
    let ready: Value = [
      "conditions": [Condition("Ready", .yes, reason: "KubeletReady").value]
    ]
    _ = try await client.patch(
      .merge(["status": ready]), at: Address(.nodes, name: name, subresource: "status"))
  }

  func nodes() async throws -> [String] {
    try await world.workload("c").listAll(Address(.nodes)).items.map(\.name)
  }
}

private func withPool(_ body: (PoolScene) async throws -> Void) async throws {
  try await withWorld { world in
    _ = await MachinePoolReconciler.controller(world.site)
    try await world.create(PoolScene.text)
    world.site.nodes.begin(Key(namespace: "default", name: "c"))
    try await body(PoolScene(world: world, reconciler: MachinePoolReconciler(world.site)))
    world.site.nodes.end(Key(namespace: "default", name: "c"))
  }
}
