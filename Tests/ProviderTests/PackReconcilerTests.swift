// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// What the reconciler of packs writes, whatever happens in the middle.
struct PackReconcilerTests {
  private static let text = """
    apiVersion: provider.capctl.dev/v1alpha1
    kind: ProviderPack
    metadata: {name: dockercluster}
    spec:
      for: {group: infrastructure.cluster.x-k8s.io, kind: DockerCluster}
      part: cluster
      transport: rest
      computed: [count, password]
      defaults: {ready: {path: state, equals: done}}
      resources:
        - name: net
          at: /net/$<CLUSTER_NAME>
          owned: {path: tags, marks: {owner: $<metadata.uid>}}
          body: {count: $<computed.count>}
        - name: key
          at: /keys/$<CLUSTER_NAME>
          body: {password: $<computed.password>}
          writeOnly: [password]
        - name: balancer
          at: $<net.id>/balancer
          after: [key]
          body: {ports: [6443]}
          outputs: {address: $<self.state>}
      spec: {controlPlaneEndpoint: {host: $<balancer.outputs.address>, port: 6443}}
      status: {failureDomains: $<spec.failureDomains>}
      secrets: [{name: $<CLUSTER_NAME>-key, data: {value: $<computed.password>}}]
    """

  private static let objects = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo}
    spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerCluster, name: demo}}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: DockerCluster
    metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: {failureDomains: [{name: a, controlPlane: true}]}
    """

  private static let resource = Kind.dockerCluster.resource()
  private static let key = Key(namespace: "default", name: "demo")
  private static let made = ["/keys/demo", "/net/demo", "/net/demo/balancer"]

  /// A scene whose passes are made by the test.
  private struct Drive {
    let scene: PackScene
    let transport: FakeTransport
    let reconciler: PackReconciler

    /// Passes until `isDone`; those that fail are made again, as the queue would.
    func drive(
      _ what: String, until isDone: (Object?) -> Bool
    ) async throws {
      try await eventually(what) {
        _ = try? await reconciler.reconcile(PackReconcilerTests.key)
        return isDone(try await scene.get(PackReconcilerTests.resource, "demo"))
      }
    }

    func object() async throws -> Object {
      try #require(try await scene.get(PackReconcilerTests.resource, "demo"))
    }

    func delete() async throws {
      _ = try await scene.client.delete(
        Address(PackReconcilerTests.resource, namespace: "default", name: "demo"))
    }
  }

  private func run(
    _ transport: FakeTransport = FakeTransport(), cutting cutter: Cutter = Cutter(),
    _ body: (Drive) async throws -> Void
  ) async throws {
    let packs = try Pack.read(Source("pack.yaml", text: Self.text))
    try await PackScene.run(packs, over: [transport], cutting: cutter, runsControllers: false) {
      scene in
      try await scene.apply(Self.objects)
      let reconciler = scene.controllers.reconciler(
        of: packs[0], Self.resource, over: transport)
      try await body(Drive(scene: scene, transport: transport, reconciler: reconciler))
    }
  }

  private func makeAndDelete(_ drive: Drive) async throws {
    try await drive.drive("all is there") { $0?.isTrue(ConditionTypes.ready) == true }
    #expect(drive.transport.made.sorted() == Self.made)
    let object = try await drive.object()
    #expect(object.spec["controlPlaneEndpoint"] == ["host": "done", "port": 6443])
    #expect(object.status["initialization"] == ["provisioned": true])
    #expect(object.status["failureDomains"]?.list?.count == 1)
    try await drive.delete()
    try await drive.drive("all is gone") { $0 == nil }
    #expect(drive.transport.documents.isEmpty)
    #expect(drive.transport.made.count == 3, "nothing is made twice")
  }

  @Test func `it makes, tells, and deletes`() async throws {
    try await run { drive in
      try await makeAndDelete(drive)
      let secrets = try await drive.scene.client.list(Address(.secrets, namespace: "default"))
      #expect(!secrets.items.contains { $0.name.hasSuffix("-applied") })
    }
  }

  @Test func `at rest it writes nothing, and keeps no secret`() async throws {
    try await run { drive in
      try await drive.drive("all is there") { $0?.isTrue(ConditionTypes.ready) == true }
      _ = try await drive.reconciler.reconcile(Self.key)
      let before = try await drive.object()
      let calls = drive.transport.calls.count
      let outcome = try await drive.reconciler.reconcile(Self.key)
      #expect(try await drive.object() == before)
      #expect(drive.transport.calls.count == calls + 3)
      guard case .again(let delay) = outcome else {
        return #expect(Bool(false), "it does not look again")
      }
      #expect(delay >= .seconds(600))
      let applied = try await drive.scene.get(.secrets, "dockercluster-demo-applied")
      #expect(applied?.secretText("applied")?.contains("hmac:") == true)
      #expect(applied?.secretText("applied")?.contains("hush") == false)
      #expect(!"\(before)".contains("hush"))
      #expect(try await drive.scene.get(.secrets, "demo-key")?.secretText("value") == "hush")
    }
  }

  @Test(arguments: 1...14, Cutter.Place.allCases)
  func `cut at a write, it ends the same`(number: Int, place: Cutter.Place) async throws {
    let cutter = Cutter(number, place)
    try await run(cutting: cutter) { drive in
      try await makeAndDelete(drive)
      #expect(cutter.hasCut, "there are fewer writes than \(number)")
    }
  }

  @Test(arguments: 1...16, Cutter.Place.allCases)
  func `cut at a call, it ends the same`(number: Int, place: Cutter.Place) async throws {
    let transport = FakeTransport(cutting: number, place)
    try await run(transport) { drive in
      try await makeAndDelete(drive)
      #expect(transport.calls.count >= number, "there are fewer calls than \(number)")
    }
  }

  @Test(arguments: [false, true])
  func `a machine is kept up for as long as its cluster stays`(isGoing: Bool) async throws {
    let text = """
      apiVersion: provider.capctl.dev/v1alpha1
      kind: ProviderPack
      metadata: {name: dockermachine}
      spec:
        for: {group: infrastructure.cluster.x-k8s.io, kind: DockerMachine}
        part: machine
        transport: rest
        resources: [{name: vm, at: /vms/demo, body: {}}]
      """
    let objects = """
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata: {name: demo, finalizers: [example.com/held]}
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: DockerMachine
      metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
      """
    let transport = FakeTransport()
    let packs = try Pack.read(Source("pack.yaml", text: text))
    try await PackScene.run(packs, over: [transport], runsControllers: false) { scene in
      try await scene.apply(objects)
      let clusters = Kind.cluster.resource()
      if isGoing {
        _ = try await scene.client.delete(Address(clusters, namespace: "default", name: "demo"))
      }
      try await eventually("the caches know") {
        let machine = await scene.site.informer(.dockerMachine).cache[Self.key]
        let cluster = await scene.site.informer(clusters).cache[Self.key]
        return machine != nil && cluster?.isDeleting == isGoing
      }
      let reconciler = scene.controllers.reconciler(
        of: packs[0], Kind.dockerMachine.resource(), over: transport)
      _ = try await reconciler.reconcile(Self.key)
      #expect(transport.calls.isEmpty == isGoing, "\(transport.calls)")
    }
  }

  @Test func `paused, or looked after by somebody else, it is left alone`() async throws {
    for annotation in ["cluster.x-k8s.io/paused", "cluster.x-k8s.io/managed-by"] {
      try await run { drive in
        _ = try await drive.scene.client.patch(
          .merge(["metadata": ["annotations": [annotation: "true"]]]),
          at: Address(Self.resource, namespace: "default", name: "demo"))
        try await eventually("the cache knows") {
          await drive.scene.site.informer(Self.resource).cache[Self.key]?.metadata.annotations[
            annotation] != nil
        }
        #expect(try await drive.reconciler.reconcile(Self.key) == .settled)
        #expect(drive.transport.calls.isEmpty)
      }
    }
  }

  @Test func `what others changed is told, and changed back where that is wanted`() async throws {
    try await run { drive in
      try await drive.drive("all is there") { $0?.isTrue(ConditionTypes.ready) == true }
      drive.transport.change("/net/demo") { $0["count"] = 9 }
      try await drive.drive("it is told") { $0?.condition("InSync")?.status == .no }
      #expect(
        try await drive.object().condition("InSync")?.message.hasPrefix(
          "changed by others: net count; ") == true)
      _ = try await drive.scene.client.patch(
        .merge(["metadata": ["annotations": ["capctl.dev/drift": "heal"]]]),
        at: Address(Self.resource, namespace: "default", name: "demo"))
      try await drive.drive("it is changed back") { $0?.condition("InSync")?.status == .yes }
      #expect(drive.transport.documents["/net/demo"]?["count"] == 2)
    }
  }

  @Test func `so many calls go to one endpoint at a time`() async {
    let pacer = Pacer(limit: 2, .system)
    let counter = FakeTransport()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          await pacer.run {
            counter.most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            counter.most.withLock { $0.now -= 1 }
          }
        }
      }
    }
    #expect(counter.most.withLock(\.most) <= 2)
    #expect(pacer.quiet == nil)
    pacer.hold(for: .seconds(100))
    #expect(pacer.quiet.map { $0 > .seconds(50) } == true)
  }
}
