// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

struct SiteTests {
  private func cluster(_ name: String = "a") -> Object {
    var object = Object(Kind.cluster.at(), namespace: "default", name: name)
    object.spec = [
      "infrastructureRef": [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "InMemoryCluster", "name": "a",
      ]
    ]
    return object
  }

  @Test func `a draft is two patches at most, and none where nothing changed`() async throws {
    try await withWorld { world in
      let site = world.site
      let cache = await site.informer(.cluster).cache
      var draft = Draft(Cluster(try await site.create(cluster(), in: Kind.cluster.resource())))
      #expect(cache[Key(draft.seen.object)] != nil)
      world.client.arm()
      try await site.save(draft)
      #expect(world.client.count == 0)
      draft.now.metadata.finalizers = [Finalizers.cluster]
      draft.now.metadata.labels = ["a": "b"]
      draft.now.phase = .provisioning
      draft.now.set(Condition("Paused", .no, reason: "NotPaused"), at: site.now)
      let saved = try await site.save(draft)
      #expect(world.client.count == 2)
      #expect(saved.phase == .provisioning)
      #expect(saved.metadata.finalizers == [Finalizers.cluster])
      #expect(cache[Key(saved.object)] == saved.object)
    }
  }

  @Test func `what others wrote meanwhile stays`() async throws {
    try await withWorld { world in
      let site = world.site
      let made = try await site.create(cluster(), in: Kind.cluster.resource())
      var (one, other) = (Draft(Cluster(made)), Draft(Cluster(made)))
      one.now.set(Condition("Paused", .no, reason: "NotPaused"), at: site.now)
      one.now.metadata.finalizers = [Finalizers.cluster]
      other.now.set(Condition("Available", .no, reason: "NotAvailable"), at: site.now)
      other.now.metadata.ownerReferences = [OwnerReference(to: made)]
      try await site.save(one)
      let saved = try await site.save(other)
      #expect(saved.conditions.map(\.type) == ["Available", "Paused"])
      #expect(saved.metadata.finalizers == [Finalizers.cluster])
      #expect(saved.metadata.ownerReferences.count == 1)
    }
  }

  @Test func `what is gone stays gone in the cache, and another of its name is left alone`()
    async throws
  {
    try await withWorld { world in
      let site = world.site
      let resource = Kind.cluster.resource()
      let cache = await site.informer(.cluster).cache
      var object = cluster()
      object.metadata.finalizers = [Finalizers.cluster]
      let made = try await site.create(object, in: resource)
      try await site.delete(made, in: resource)
      let going = try #require(cache[Key(made)])
      #expect(going.isDeleting)
      var draft = Draft(Cluster(going))
      draft.now.metadata.finalizers = []
      draft.now.phase = .deleting
      try await site.save(draft)
      #expect(cache[Key(made)] == nil)
      let next = try await site.create(object, in: resource)
      try await site.delete(made, in: resource)
      #expect(try await world.direct.get(Cluster(next).address).isDeleting == false)
      try await world.catchUp()
    }
  }

  @Test(arguments: [CuttingClient.Cut.before, .after])
  func `an object whose making had no answer is made once`(cut: CuttingClient.Cut) async throws {
    try await withWorld { world in
      let site = world.site
      let resource = Kind.cluster.resource()
      world.client.arm(at: 1, cut)
      await #expect(throws: StatusError.self) {
        try await site.create(cluster("first"), in: resource)
      }
      // A pass that names its children anew would make a second one here.
      let second = try? await site.create(cluster("second"), in: resource)
      let all = try await world.direct.listAll(Address(resource)).items.map(\.name)
      #expect(all == [cut == .before ? "second" : "first"])
      #expect((second == nil) == (cut == .after))
    }
  }

  @Test func `references are found in any kind, and whoever follows them is told`() async throws {
    try await withWorld { world in
      let site = world.site
      let controller = Controller("clusters", Idle())
      let own = await site.informer(.cluster)
      await site.followReferences(controller, from: own)
      let made = try await site.create(cluster(), in: Kind.cluster.resource())
      let reference = try #require(Cluster(made).infrastructureRef)
      #expect(try await site.external(reference, in: "default") == nil)
      _ = try await world.direct.create(
        Object(Kind.inMemoryCluster.at(), namespace: "default", name: "a"),
        at: Address(Kind.inMemoryCluster.resource(), namespace: "default"))
      #expect(await controller.queue.next() == Key(made))
      #expect(try await site.external(reference, in: "default")?.name == "a")
      let unknown = ContractReference(GroupKind(group: "x.test", kind: "Foo"), name: "a")
      await #expect(throws: StatusError.self) {
        try await site.external(unknown, in: "default")
      }
    }
  }

  @Test func `a kind of others is read in the version of its contract`() async throws {
    try await withWorld { world in
      _ = try await world.direct.create(
        Object(try YAML.parse(Self.foreign)), at: Address(.definitions))
      let found = await world.site.resource(of: GroupKind(group: "x.test", kind: "Foo"))
      #expect(found == Resource(group: "x.test", version: "v2", plural: "foos"))
    }
  }

  private static let foreign = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: foos.x.test
      labels: {cluster.x-k8s.io/v1beta1: v1_v2}
    spec:
      group: x.test
      names: {kind: Foo, listKind: FooList, plural: foos, singular: foo}
      scope: Namespaced
      versions:
      - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
      - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
    """
}

private struct Idle: Reconciler {
  func reconcile(_ key: Key) async throws -> Outcome { .settled }
}
