// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

/// The answers are those of a kube-apiserver.
struct ScaleTests {
  static let deployments = Resource(group: "apps", version: "v1", plural: "deployments")

  private func scale(_ replicas: Int64, name: String = "a") -> Object {
    var scale = Object(
      GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"), namespace: "demo",
      name: name)
    scale.spec["replicas"] = .int(replicas)
    return scale
  }

  /// A plane whose machines scale, as custom resources do.
  private func run(_ body: (TestPlane) async throws -> Void) async throws {
    try await TestPlane.run { plane in
      plane.server.serve(in: "") { catalog in
        guard var kind = catalog.find(GroupKind(group: TestPlane.machines.group, kind: "Machine"))
        else { return }
        kind.definition = Object(["kind": "CustomResourceDefinition"])
        kind.versions[0].scale = ScalePaths(
          specReplicas: ".spec.replicas", statusReplicas: ".status.replicas",
          labelSelector: ".status.selector")
        catalog.add(kind)
      }
      try await body(plane)
    }
  }

  @Test func `a scale shows what is asked for, and what is there`() async throws {
    try await run { plane in
      let made = try await plane.make("a", spec: ["replicas": 2])
      let fresh = try await plane.client.get(TestPlane.at("a", "scale"))
      let metadata = made.metadata
      #expect(
        fresh.value == [
          "kind": "Scale", "apiVersion": "autoscaling/v1",
          "metadata": [
            "name": "a", "namespace": "demo", "uid": .string(metadata.uid ?? ""),
            "resourceVersion": .string(metadata.resourceVersion ?? ""),
            "creationTimestamp": .string("\(try #require(metadata.creationTimestamp))"),
          ],
          "spec": ["replicas": 2], "status": ["replicas": 0],
        ])
      _ = try await plane.client.patch(
        .merge(["status": ["replicas": 3, "selector": "a=b"]]), at: TestPlane.at("a", "status"))
      let reported = try await plane.client.get(TestPlane.at("a", "scale"))
      #expect(reported.status == ["replicas": 3, "selector": "a=b"])
    }
  }

  @Test(arguments: [
    Patch.merge(["spec": ["replicas": 7]]),
    .json([["op": "replace", "path": "/spec/replicas", "value": 7]]),
    .apply(["apiVersion": "autoscaling/v1", "kind": "Scale", "spec": ["replicas": 7]]),
  ])
  func `a scale is patched like any object`(patch: Patch) async throws {
    try await run { plane in
      try await plane.make("a", spec: ["replicas": 2, "pool": "p"])
      var options = WriteOptions()
      options.fieldManager = "scaler"
      if case .apply = patch { options.force = true }
      let scaled = try await plane.client.patch(patch, at: TestPlane.at("a", "scale"), options)
      #expect(scaled.spec == ["replicas": 7])
      #expect(scaled.kind == "Scale")
      let object = try await plane.client.get(TestPlane.at("a"))
      #expect(object.spec == ["replicas": 7, "pool": "p"])
      #expect(object.metadata.generation == 2)
      let managers = object.value["metadata", "managedFields"]?.list ?? []
      let scaler = try #require(managers.first { $0["manager"] == "scaler" })
      #expect(scaler["subresource"] == "scale")
      let fields = scaler["fieldsV1", "f:spec"]?.map?.keys.filter { $0 != "." }
      #expect(fields == ["f:replicas"])
    }
  }

  @Test func `a scale is updated where it is what was seen`() async throws {
    try await run { plane in
      try await plane.make("a", spec: ["replicas": 2])
      let updated = try await plane.client.update(scale(5), at: TestPlane.at("a", "scale"))
      #expect(updated.spec["replicas"] == 5)
      var stale = scale(6)
      stale.metadata.resourceVersion = "1"
      let conflict = try await refusal {
        _ = try await plane.client.update(stale, at: TestPlane.at("a", "scale"))
      }
      #expect(conflict?.isConflict == true)
      let other = try await refusal {
        _ = try await plane.client.update(scale(6, name: "b"), at: TestPlane.at("a", "scale"))
      }
      #expect(
        other?.message == "the name of the object (b) does not match the name on the URL (a)")
      let negative = try await refusal {
        _ = try await plane.client.update(scale(-5), at: TestPlane.at("a", "scale"))
      }
      #expect(
        negative?.message
          == "Machine.test.capctl.dev \"a\" is invalid: .spec.replicas: Invalid value: -5: should "
          + "be a non-negative integer")
    }
  }

  @Test func `what asks for no number has no scale until it is given one`() async throws {
    try await run { plane in
      try await plane.make("a")
      let missing = try await refusal {
        _ = try await plane.client.get(TestPlane.at("a", "scale"))
      }
      #expect(
        missing?.message
          == "Internal error occurred: the spec replicas field \".spec.replicas\" does not exist")
      let made = try await plane.client.update(scale(1), at: TestPlane.at("a", "scale"))
      #expect(made.spec["replicas"] == 1)
      let gone = try await refusal {
        _ = try await plane.client.delete(TestPlane.at("a", "scale"))
      }
      #expect(gone?.code == 405)
    }
  }

  @Test func `Kubernetes' own kinds scale too, and show their selector as text`() async throws {
    try await TestPlane.run { plane in
      var sent = Object(
        GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), namespace: "demo",
        name: "a")
      sent.spec = try JSON.parse(
        #"""
        {"replicas": 1, "selector": {"matchLabels": {"app": "x"}},
         "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": []}}}
        """#)
      _ = try await plane.client.create(sent, at: Address(Self.deployments, namespace: "demo"))
      let at = Address(Self.deployments, namespace: "demo", name: "a", subresource: "scale")
      let scaled = try await plane.client.update(scale(4), at: at)
      #expect(scaled.spec["replicas"] == 4)
      #expect(scaled.status["selector"] == "app=x")
      let negative = try await refusal { _ = try await plane.client.update(scale(-1), at: at) }
      #expect(
        negative?.message
          == "Scale.autoscaling \"a\" is invalid: spec.replicas: Invalid value: -1: must be "
          + "greater than or equal to 0")
    }
  }

  @Test func `what has no scale, or no such door, says so`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a")
      for door in ["scale", "nonsense"] {
        let error = try await refusal { _ = try await plane.client.get(TestPlane.at("a", door)) }
        #expect(error?.message == "the server could not find the requested resource")
      }
    }
  }
}
