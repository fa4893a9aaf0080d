// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct ServedKindTests {
  static func definition(_ versions: Value...) -> Object {
    var object = Object(
      GroupVersionKind(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"),
      name: "pools.test.capctl.dev")
    object.spec = [
      "group": "test.capctl.dev", "scope": "Namespaced",
      "names": ["plural": "pools", "kind": "Pool", "shortNames": ["po"]],
      "versions": .list(versions),
    ]
    return object
  }

  static func version(_ name: String, storage: Bool = false) -> Value {
    [
      "name": .string(name), "served": true, "storage": .bool(storage),
      "schema": ["openAPIV3Schema": SchemaTests.pool], "subresources": ["status": [:]],
      "additionalPrinterColumns": [
        ["name": "Replicas", "type": "integer", "jsonPath": ".spec.replicas"]
      ],
    ]
  }

  @Test func `a definition says what is served, the version to prefer first`() throws {
    let kind = try ServedKind(
      definition: Self.definition(
        Self.version("v1alpha1"), Self.version("v1", storage: true), Self.version("v1beta1")))
    #expect(kind.versions.map(\.name) == ["v1", "v1beta1", "v1alpha1"])
    #expect(kind.storageVersion == "v1")
    #expect(kind.isNamespaced)
    #expect(kind.shortNames == ["po"])
    #expect(kind.listKind == "PoolList")
    #expect(kind.versions[0].columns.map(\.path) == [".spec.replicas"])
    #expect(kind.versions[0].hasStatus)
  }

  @Test func `a definition that cannot be served is refused, all its faults at once`() {
    var definition = Self.definition(["name": "v1", "served": true])
    definition.metadata.name = "pool"
    #expect {
      try ServedKind(definition: definition)
    } throws: { error in
      let causes = (error as? StatusError)?.details.causes.map(\.field)
      return causes
        == [
          "metadata.name", "spec.versions[0].schema.openAPIV3Schema", "spec.versions",
          "status.storedVersions",
        ]
    }
  }

  @Test func `objects of a custom kind are pruned, filled and validated`() async throws {
    try await TestPlane.run { plane in
      let kind = try ServedKind(definition: Self.definition(Self.version("v1", storage: true)))
      plane.server.serve(in: "") { $0.add(kind) }
      let at = Address(kind.resource("v1"), namespace: "demo")
      var pool = Object(kind.groupKind.at(version: "v1"), namespace: "demo", name: "p")
      pool.spec = ["flavor": "small", "color": "red", "replicas": 4]
      let answer = try await plane.client.send(Call(.create(pool), at: at))
      #expect(answer.warnings == ["unknown field \"spec.color\""])
      #expect(answer.value["spec"] == ["flavor": "small", "replicas": 4])

      var strict = Call(.create(pool), at: at)
      strict.write.fieldValidation = .strict
      let refused = try await refusal { _ = try await plane.client.send(strict) }
      #expect(refused?.message == "strict decoding error: unknown field \"spec.color\"")

      pool.metadata.name = "q"
      pool.spec = ["flavor": "small", "replicas": 40]
      let invalid = try await refusal { _ = try await plane.client.create(pool, at: at) }
      #expect(
        invalid?.message
          == "Pool.test.capctl.dev \"q\" is invalid: spec.replicas: Invalid value: 40: spec.replicas in body should be less than or equal to 10"
      )
    }
  }
}
