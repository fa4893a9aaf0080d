// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

/// What is newer than the recorded server, or is about the server around the merge.
struct ApplyTests {
  private func apply(
    _ spec: Value, _ plane: TestPlane, to subresource: String? = nil, as manager: String = "a",
    change: (inout Call) -> Void = { _ in }
  ) async throws -> Object {
    var body: Value = [
      "apiVersion": "test.capctl.dev/v1", "kind": "Machine", "metadata": ["name": "m"],
    ]
    if subresource == nil { body["spec"] = spec } else { body["status"] = spec }
    var call = Call(.patch(.apply(body)), at: TestPlane.at("m", subresource))
    call.write.fieldManager = manager
    change(&call)
    return Object(try await plane.client.send(call).value)
  }

  private func fields(_ object: Object, _ place: Int = 0) -> Value? {
    guard let list = object.value["metadata"]?["managedFields"]?.list, list.indices.contains(place)
    else { return nil }
    return list[place]["fieldsV1"]
  }

  @Test func `the main door owns no status, and the status door nothing else`() async throws {
    try await TestPlane.run { plane in
      _ = try await apply(["size": 1], plane)
      let object = try await apply(["phase": "Up"], plane, to: "status")
      #expect(object.spec == ["size": 1])
      #expect(object.status == ["phase": "Up"])
      let managed = object.value["metadata"]?["managedFields"]?.list ?? []
      #expect(managed.count == 2)
      #expect(managed.map { $0["subresource"] } == [nil, "status"])
      #expect(fields(object) == ["f:spec": [".": [:], "f:size": [:]]])
      #expect(fields(object, 1) == ["f:status": [".": [:], "f:phase": [:]]])
    }
  }

  @Test func `the status of nothing cannot be applied`() async throws {
    try await TestPlane.run { plane in
      let refused = try await refusal {
        _ = try await apply(["phase": "Up"], plane, to: "status")
      }
      #expect(refused?.message == "machines.test.capctl.dev \"m\" not found")
    }
  }

  @Test func `what is applied again is not written again`() async throws {
    try await TestPlane.run { plane in
      let first = try await apply(["size": 1], plane)
      #expect(first.metadata.generation == 1)
      let revision = plane.store.revision
      #expect(try await apply(["size": 1], plane) == first)
      #expect(plane.store.revision == revision)
    }
  }

  @Test func `a dry run keeps nothing`() async throws {
    try await TestPlane.run { plane in
      let tried = try await apply(["size": 1], plane) { $0.write.isDryRun = true }
      #expect(tried.spec == ["size": 1])
      #expect(try await refusal { _ = try await plane.client.get(TestPlane.at("m")) } != nil)
      _ = try await apply(["size": 1], plane)
      let more = try await apply(["size": 2], plane) { $0.write.isDryRun = true }
      #expect(more.spec == ["size": 2])
      #expect(try await plane.client.get(TestPlane.at("m")).spec == ["size": 1])
    }
  }

  @Test func `a map whose fields are all gone goes with them`() async throws {
    try await TestPlane.run { plane in
      _ = try await apply(["size": 1, "pool": ["zone": "a"]], plane)
      #expect(try await apply(["size": 1], plane).spec == ["size": 1])
    }
  }

  @Test(arguments: [
    ("", false, "fieldManager: Required value: is required for apply patch"),
    (
      "a\u{7}", false,
      "fieldManager: Invalid value: \"a\u{7}\": invalid character U+0007 (at position 1)"
    ),
    (
      String(repeating: "a", count: 129), false,
      "fieldManager: Too long: must have at most 128 bytes"
    ),
  ])
  func `a bad manager is refused`(manager: String, force: Bool, why: String) async throws {
    try await TestPlane.run { plane in
      let refused = try await refusal { _ = try await apply([:], plane, as: manager) }
      #expect(refused?.code == 422)
      #expect(refused?.message == "PatchOptions.meta.k8s.io \"\" is invalid: \(why)")
    }
  }

  @Test func `force is for applying alone`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("m")
      var call = Call(.patch(.merge(["spec": ["size": 2]])), at: TestPlane.at("m"))
      call.write.force = true
      let refused = try await refusal { _ = try await plane.client.send(call) }
      #expect(
        refused?.message
          == "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be "
          + "specified for non-apply patch")
    }
  }

  @Test func `a name other than the address's is refused`() async throws {
    try await TestPlane.run { plane in
      let refused = try await refusal {
        _ = try await apply([:], plane) { $0.address.name = "n" }
      }
      #expect(
        refused?.message
          == "the name of the object (m) does not match the name on the URL (n)")
    }
  }

  @Test func `malformed managers make way for the object's`() async throws {
    try await TestPlane.run { plane in
      var sent = try await apply(["size": 1], plane)
      let kept = fields(sent)
      sent.value["metadata"]?["managedFields"] = [["manager": "x", "operation": "Update"]]
      sent = try await plane.client.update(sent, at: TestPlane.at("m"))
      #expect(fields(sent) == kept)
    }
  }

  @Test func `one entry without anything in it makes the managers forgotten`() async throws {
    try await TestPlane.run { plane in
      var sent = try await apply(["size": 1], plane)
      sent.value["metadata"]?["managedFields"] = [[:]]
      sent = try await plane.client.update(sent, at: TestPlane.at("m"))
      #expect(sent.value["metadata"]?["managedFields"] == nil)
      sent.spec = ["size": 2]
      sent = try await plane.client.update(sent, at: TestPlane.at("m"))
      #expect(sent.value["metadata"]?["managedFields"] == nil)
      let refused = try await refusal { _ = try await apply(["size": 1], plane) }
      #expect(
        refused?.message == "Apply failed with 1 conflict: conflict with \"before-first-apply\" "
          + "using test.capctl.dev/v1: .spec.size")
    }
  }

  @Test func `a status update is its writer's, through that door`() async throws {
    try await TestPlane.run { plane in
      var sent = try await apply(["size": 1], plane)
      sent.status = ["phase": "Up"]
      sent.spec = ["size": 9]
      sent = try await plane.client.update(sent, at: TestPlane.at("m", "status"))
      let managed = sent.value["metadata"]?["managedFields"]?.list ?? []
      #expect(sent.spec == ["size": 1])
      #expect(managed.map { $0["manager"]?.string } == ["a", "unknown"])
      #expect(managed.map { $0["subresource"]?.string } == [nil, "status"])
      #expect(fields(sent, 1) == ["f:status": [".": [:], "f:phase": [:]]])
    }
  }
}
