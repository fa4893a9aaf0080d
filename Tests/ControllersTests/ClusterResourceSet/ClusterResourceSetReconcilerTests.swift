// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Testing

@testable import Controllers
@testable import Site

struct ClusterResourceSetReconcilerTests {
  @Sendable private static func parts(_ site: Site) async -> [Drive.Part] {
    [
      (.cluster, await ClusterReconciler(site)), (.machine, await MachineReconciler(site)),
      (.clusterResourceSet, await ClusterResourceSetReconciler(site)),
    ]
  }

  private static func sample(_ strategy: String) -> String {
    """
    apiVersion: addons.cluster.x-k8s.io/v1beta2
    kind: ClusterResourceSet
    metadata: {name: set}
    spec:
      strategy: \(strategy)
      clusterSelector: {matchLabels: {cni: x}}
      resources: [{kind: ConfigMap, name: cni}, {kind: Secret, name: login}]
    """
  }

  private static let sources = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: cni}
    data:
      a.yaml: |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: made, namespace: net}
        data: {a: one}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: net}
    """

  private static func makeMap(_ world: World) async throws {
    var map = Object(try YAML.parse(sources))
    map.metadata.namespace = "default"
    try await world.create(map)
  }

  private func withSet(
    _ strategy: String, _ body: (World, Drive) async throws -> Void
  ) async throws {
    try await withWorld { world in
      let drive = Drive(world: world, parts: await Self.parts(world.site))
      try await world.create(Samples.bare)
      try await Self.makeMap(world)
      try await world.create(Self.sample(strategy))
      try await world.patch(.cluster, "c", "metadata: {labels: {cni: x}}")
      try await drive.settle()
      try await body(world, drive)
    }
  }

  private func made(_ world: World) async throws -> Object? {
    try await world.workload("c").find(
      Address(.configMaps, namespace: "net", name: "made"))
  }

  /// A Secret of the type that may be given away, or of another.
  private func makeSecret(_ type: String, _ world: World) async throws {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "default",
      name: "login")
    secret.value["type"] = .string(type)
    secret.value["stringData"] = [
      "b.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: late}}"
    ]
    try await world.create(secret)
  }

  @Test func `what is there is applied, in order, and what is missing is named`() async throws {
    try await withSet("ApplyOnce") { world, drive in
      #expect(try await made(world)?.value["data"] == ["a": "one"])
      let set = try await world.get(.clusterResourceSet, "set")
      #expect(
        set.condition("ResourcesApplied")?.message
          == "* Secret login in Cluster c: cannot read Secret login: it does not exist")
      try await makeSecret("Opaque", world)
      try await drive.settle()
      #expect(
        try await world.get(.clusterResourceSet, "set").condition("ResourcesApplied")?.message
          .contains("its type is not addons.cluster.x-k8s.io/resource-set") == true)
      try await world.direct.delete(Address(.secrets, namespace: "default", name: "login"))
      try await makeSecret("addons.cluster.x-k8s.io/resource-set", world)
      try await drive.settle()
      #expect(try await world.get(.clusterResourceSet, "set").isTrue("ResourcesApplied"))
      let binding = ClusterResourceSetBinding(
        try await world.get(.clusterResourceSetBinding, "c"))
      #expect(binding.clusterName == "c")
      #expect(binding.bindings[0]["resources"]?.list?.map { $0["applied"] } == [true, true])
      #expect(binding.metadata.ownerReferences.map(\.kind) == ["ClusterResourceSet"])
      try await drive.expectRest()
    }
  }

  @Test(arguments: [("ApplyOnce", "one"), ("Reconcile", "two")])
  func `a change is applied by the strategy`(strategy: String, after: String) async throws {
    try await withSet(strategy) { world, drive in
      let address = Address(.configMaps, namespace: "default", name: "cni")
      let text = try await world.direct.get(address).value["data"]?["a.yaml"]?.string ?? ""
      _ = try await world.direct.patch(
        .merge(["data": ["a.yaml": .string(text.replacing("a: one", with: "a: two"))]]), at: address
      )
      try await drive.settle()
      #expect(try await made(world)?.value["data"] == ["a": .string(after)])
    }
  }

  @Test func `what is remembered of a cluster goes with it`() async throws {
    try await withSet("ApplyOnce") { world, drive in
      try await world.delete(.cluster, "c")
      try await drive.settle()
      #expect(try await world.find(.cluster, "c") == nil)
      #expect(try await world.find(.clusterResourceSetBinding, "c") == nil)
    }
  }

  @Test func `a set that goes leaves what it applied`() async throws {
    try await withSet("Reconcile") { world, drive in
      try await world.delete(.clusterResourceSet, "set")
      try await drive.settle()
      #expect(try await world.find(.clusterResourceSet, "set") == nil)
      #expect(try await world.find(.clusterResourceSetBinding, "c") == nil)
      #expect(try await made(world) != nil)
    }
  }

  @Test(arguments: [false, true])
  func `wherever a write is cut, the end is the same`(isDeleted: Bool) async throws {
    try await expectSameEnd(given: Samples.bare, { await Self.parts($0) }) { world, drive in
      try await Self.makeMap(world)
      try await world.create(Self.sample("ApplyOnce"))
      try await world.patch(.cluster, "c", "metadata: {labels: {cni: x}}")
      try await makeSecret("addons.cluster.x-k8s.io/resource-set", world)
      try await drive.settle()
      #expect(try await made(world)?.value["data"] == ["a": "one"])
      #expect(try await world.get(.clusterResourceSet, "set").isTrue("ResourcesApplied"))
      guard isDeleted else { return }
      try await world.delete(.clusterResourceSet, "set")
      try await drive.settle()
      #expect(try await world.find(.clusterResourceSetBinding, "c") == nil)
    }
  }
}
