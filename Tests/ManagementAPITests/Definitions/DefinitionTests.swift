// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

/// Kinds that come and go with their definitions.
struct DefinitionTests {
  private static let definitions = Address(
    Resource(
      group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions"))
  private static let pools = Resource(group: "test.capctl.dev", version: "v1", plural: "pools")

  private static func definition(_ name: String = "pools") -> Object {
    var definition = ServedKindTests.definition(ServedKindTests.version("v1", storage: true))
    guard name != "pools" else { return definition }
    definition.metadata.name = "\(name).test.capctl.dev"
    definition.spec["names"] = ["plural": .string(name), "kind": .string(name.capitalized)]
    return definition
  }

  private static func at(_ definition: Object) -> Address {
    Address(definitions.resource, name: definition.name)
  }

  private static func pool(_ name: String, spec: Value = ["flavor": "small", "replicas": 1])
    -> Object
  {
    var object = Object(
      GroupVersionKind(group: pools.group, version: "v1", kind: "Pool"), namespace: "demo",
      name: name)
    object.spec = spec
    return object
  }

  private static let place = Address(pools, namespace: "demo")

  @Test func `a definition is served as soon as it is written`() async throws {
    try await TestPlane.run { plane in
      let made = try await plane.client.create(Self.definition(), at: Self.definitions)
      #expect(made.isTrue("Established"))
      #expect(made.isTrue("NamesAccepted"))
      #expect(made.status["acceptedNames"]?["singular"] == "pool")
      #expect(made.status["storedVersions"] == ["v1"])
      let spec: Value = ["flavor": "small", "replicas": 1, "disks": [["name": "a"]]]
      let pool = try await plane.client.create(Self.pool("p", spec: spec), at: Self.place)
      #expect(pool.spec["disks"] == [["name": "a", "size": 8]])
    }
  }

  @Test func `what is defined is still served after a restart`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      var server = APIServer(try Store(path), kinds: TestPlane.kinds)
      _ = try await server.client().create(Self.definition(), at: Self.definitions)
      server = APIServer(try Store(path), kinds: TestPlane.kinds)
      #expect(try await server.client().list(Address(Self.pools)).items.isEmpty)
      let other = try await refusal {
        _ = try await server.client(of: "a/b").list(Address(Self.pools))
      }
      #expect(other?.code == 404)
    }
  }

  @Test func `a name belongs to the definition that had it first`() async throws {
    try await TestPlane.run { plane in
      let first = try await plane.client.create(Self.definition(), at: Self.definitions)
      var second = Self.definition("ponds")
      second.spec["names"]?["shortNames"] = ["po"]
      second = try await plane.client.create(second, at: Self.definitions)
      #expect(second.condition("NamesAccepted")?.reason == "ShortNamesConflict")
      #expect(second.condition("NamesAccepted")?.message == "\"po\" is already in use")
      #expect(second.condition("Established")?.status == .no)
      let ponds = Address(Resource(group: "test.capctl.dev", version: "v1", plural: "ponds"))
      #expect(try await refusal { _ = try await plane.client.list(ponds) }?.code == 404)

      _ = try await plane.client.patch(
        .merge(["spec": ["names": ["shortNames": .null]]]), at: Self.at(first))
      #expect(try await plane.client.get(Self.at(second)).isTrue("Established"))
      #expect(try await plane.client.list(ponds).items.isEmpty)
    }
  }

  @Test func `a definition takes its objects with it`() async throws {
    try await TestPlane.tended { plane in
      let definition = try await plane.client.create(Self.definition(), at: Self.definitions)
      for name in ["a", "b"] { _ = try await plane.client.create(Self.pool(name), at: Self.place) }
      var held = Self.pool("held")
      held.metadata.finalizers = ["test.capctl.dev/hold"]
      _ = try await plane.client.create(held, at: Self.place)
      let watch = try await plane.client.watch(Self.place, WatchOptions())
      let ending = try await plane.client.delete(Self.at(definition))
      #expect(ending.metadata.finalizers == ["customresourcecleanup.apiextensions.k8s.io"])
      #expect(ending.isTrue("Terminating"))
      let refused = try await refusal {
        _ = try await plane.client.create(Self.pool("late"), at: Self.place)
      }
      #expect(refused?.code == 405)
      try await eventually("only the held one is left") {
        try await plane.client.list(Self.place).items.map(\.name) == ["held"]
      }
      var address = Self.place
      address.name = "held"
      _ = try await plane.client.patch(.merge(["metadata": ["finalizers": .null]]), at: address)
      try await eventually("the definition goes") {
        try await plane.client.find(Self.at(definition)) == nil
      }
      try await eventually("the kind goes with it") {
        try await refusal { _ = try await plane.client.list(Self.place) }?.code == 404
      }
      var told: [String] = []
      // There is nothing to watch any more: it ends by itself.
      for try await event in watch { told.append("\(event.type) \(event.object.name)") }
      #expect(Set(["DELETED a", "DELETED b", "DELETED held"]).isSubset(of: told))
      #expect(told.last == "DELETED held")
    }
  }

  @Test func `defaults of today's schema are read into objects of yesterday's`() async throws {
    try await TestPlane.run { plane in
      let definition = try await plane.client.create(Self.definition(), at: Self.definitions)
      _ = try await plane.client.create(Self.pool("p"), at: Self.place)
      let size: Value = ["type": "string", "default": "large"]
      _ = try await plane.client.patch(
        .json([
          [
            "op": "add", "value": size,
            "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size",
          ]
        ]), at: Self.at(definition))
      #expect(try await plane.client.list(Self.place).items.map(\.spec["size"]) == ["large"])
    }
  }

  @Test func `kinds that are served anyway have definitions too, which stay`() async throws {
    try await TestPlane.run { plane in
      let kind = try ServedKind(definition: Self.definition())
      plane.server.serve(in: "") { $0.add(kind) }
      try await plane.server.prepare()
      let found = try await plane.client.get(Self.at(Self.definition()))
      #expect(found.isTrue("Established"))
      let refused = try await refusal {
        _ = try await plane.client.delete(Self.at(Self.definition()))
      }
      #expect(refused?.code == 403)
      try await plane.server.prepare()
      let same = try await plane.client.get(Self.at(Self.definition()))
      #expect(same.metadata.resourceVersion == found.metadata.resourceVersion)
    }
  }

  @Test func `what decides where objects are kept cannot change`() async throws {
    try await TestPlane.run { plane in
      let definition = try await plane.client.create(Self.definition(), at: Self.definitions)
      let refused = try await refusal {
        _ = try await plane.client.patch(
          .merge(["spec": ["scope": "Cluster", "group": "other.dev"]]), at: Self.at(definition))
      }
      #expect(
        refused?.details.causes.map(\.field).sorted() == ["spec.group", "spec.scope"])
      #expect(refused?.details.causes.first?.message.hasSuffix("field is immutable") == true)
    }
  }

  @Test func `a version in which objects may be kept stays`() async throws {
    try await TestPlane.run { plane in
      let old = try await plane.client.create(Self.definition(), at: Self.definitions)
      var new = old
      new.spec["versions"] = .list([
        ServedKindTests.version("v1"), ServedKindTests.version("v2", storage: true),
      ])
      new = try await plane.client.update(new, at: Self.at(old))
      #expect(new.status["storedVersions"] == ["v1", "v2"])
      new.spec["versions"] = .list([ServedKindTests.version("v2", storage: true)])
      let refused = try await refusal {
        _ = try await plane.client.update(new, at: Self.at(old))
      }
      #expect(
        refused?.details.causes.map(\.message)
          == ["Invalid value: \"v1\": must appear in spec.versions"])
      var door = Self.at(old)
      door.subresource = "status"
      _ = try await plane.client.patch(.merge(["status": ["storedVersions": ["v2"]]]), at: door)
      new.metadata.resourceVersion = try await plane.client.get(Self.at(old)).metadata
        .resourceVersion
      new = try await plane.client.update(new, at: Self.at(old))
      #expect(new.status["storedVersions"] == ["v2"])
    }
  }
}
