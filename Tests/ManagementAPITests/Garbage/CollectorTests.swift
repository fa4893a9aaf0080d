// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

struct CollectorTests {
  /// Makes a machine that these own.
  @discardableResult
  private func make(
    _ name: String, ownedBy owners: [Object], blocking: Bool = false, _ plane: TestPlane
  ) async throws -> Object {
    var object = TestPlane.machine(name)
    object.metadata.ownerReferences = owners.map {
      OwnerReference(to: $0, blocksDeletion: blocking)
    }
    return try await plane.client.create(object, at: TestPlane.at())
  }

  private func names(_ plane: TestPlane) async throws -> [String] {
    try await plane.client.list(TestPlane.at()).items.map(\.name)
  }

  private func hold(_ name: String, _ plane: TestPlane) async throws {
    _ = try await plane.client.patch(
      .merge(["metadata": ["finalizers": ["capctl.dev/hold"]]]), at: TestPlane.at(name))
  }

  private func release(_ name: String, _ plane: TestPlane) async throws {
    _ = try await plane.client.patch(
      .merge(["metadata": ["finalizers": .null]]), at: TestPlane.at(name))
  }

  private func delete(
    _ name: String, _ propagation: DeleteOptions.Propagation, _ plane: TestPlane
  ) async throws {
    var options = DeleteOptions()
    options.propagation = propagation
    try await plane.client.delete(TestPlane.at(name), options)
  }

  @Test func `what an object owned goes after it, and what that owned too`() async throws {
    try await TestPlane.tended { plane in
      let root = try await plane.make("root")
      let child = try await make("child", ownedBy: [root], plane)
      try await make("grandchild", ownedBy: [child], plane)
      try await plane.make("stranger")
      try await plane.client.delete(TestPlane.at("root"))
      try await eventually("the family is gone") { try await names(plane) == ["stranger"] }
    }
  }

  @Test func `only the last owner takes an object along`() async throws {
    try await TestPlane.tended { plane in
      let (one, two) = (try await plane.make("one"), try await plane.make("two"))
      try await make("child", ownedBy: [one, two], plane)
      try await plane.client.delete(TestPlane.at("one"))
      try await eventually("the lost owner is forgotten") {
        let child = try await plane.client.get(TestPlane.at("child"))
        return child.metadata.ownerReferences.map(\.name) == ["two"]
      }
      try await plane.client.delete(TestPlane.at("two"))
      try await eventually("the child is gone") { try await names(plane).isEmpty }
    }
  }

  @Test func `an owner of the same name that is another object is no owner`() async throws {
    try await TestPlane.tended { plane in
      var impostor = try await plane.make("owner")
      impostor.metadata.uid = "00000000-0000-4000-8000-000000000000"
      try await make("child", ownedBy: [impostor], plane)
      try await eventually("the child is gone") { try await names(plane) == ["owner"] }
    }
  }

  @Test func `orphans stay, and know their owner no more`() async throws {
    try await TestPlane.tended { plane in
      let owner = try await plane.make("owner")
      try await make("a", ownedBy: [owner], plane)
      try await make("b", ownedBy: [owner], plane)
      try await delete("owner", .orphan, plane)
      try await eventually("the owner is gone") { try await names(plane) == ["a", "b"] }
      for name in ["a", "b"] {
        let orphan = try await plane.client.get(TestPlane.at(name))
        #expect(orphan.metadata.ownerReferences.isEmpty)
        #expect(!orphan.isDeleting)
      }
    }
  }

  @Test func `in the foreground an owner outlives what blocks it`() async throws {
    try await TestPlane.tended { plane in
      let owner = try await plane.make("owner")
      try await make("child", ownedBy: [owner], blocking: true, plane)
      try await hold("child", plane)
      try await delete("owner", .foreground, plane)
      try await eventually("the child is marked") {
        try await plane.client.get(TestPlane.at("child")).isDeleting
      }
      let waiting = try await plane.client.get(TestPlane.at("owner"))
      #expect(waiting.isDeleting)
      #expect(waiting.metadata.finalizers == ["foregroundDeletion"])
      try await release("child", plane)
      try await eventually("both are gone") { try await names(plane).isEmpty }
    }
  }

  @Test func `in the foreground nobody waits for what does not block`() async throws {
    try await TestPlane.tended { plane in
      let owner = try await plane.make("owner")
      try await make("child", ownedBy: [owner], plane)
      try await hold("child", plane)
      try await delete("owner", .foreground, plane)
      try await eventually("the owner is gone") { try await names(plane) == ["child"] }
      try await eventually("the child is marked") {
        try await plane.client.get(TestPlane.at("child")).isDeleting
      }
    }
  }

  @Test func `a circle of owners ends in the foreground too`() async throws {
    try await TestPlane.tended { plane in
      let first = try await plane.make("first")
      let second = try await make("second", ownedBy: [first], blocking: true, plane)
      let back = Value.list([OwnerReference(to: second, blocksDeletion: true).value])
      _ = try await plane.client.patch(
        .merge(["metadata": ["ownerReferences": back]]), at: TestPlane.at("first"))
      try await delete("first", .foreground, plane)
      try await eventually("both are gone") { try await names(plane).isEmpty }
    }
  }

  @Test func `an owner of a kind that nobody knows keeps its objects`() async throws {
    try await TestPlane.tended { plane in
      var unknown = Object(
        GroupVersionKind(group: "x.dev", version: "v1", kind: "Ghost"), name: "ghost")
      unknown.metadata.uid = "nobody"
      let owner = try await plane.make("owner")
      try await make("kept", ownedBy: [unknown], plane)
      try await make("lost", ownedBy: [owner], plane)
      try await plane.client.delete(TestPlane.at("owner"))
      try await eventually("the caretaker has been here") { try await names(plane) == ["kept"] }
    }
  }

  @Test func `what was left undone before the start is done after it`() async throws {
    try await TestPlane.run { plane in
      let owner = try await plane.make("owner")
      for number in 0..<20 { try await make("child\(number)", ownedBy: [owner], plane) }
      try await plane.client.delete(TestPlane.at("owner"))
      #expect(try await names(plane).count == 20)
      try await plane.tending {
        try await eventually("the children are gone") { try await names(plane).isEmpty }
      }
    }
  }

  @Test func `a caretaker that has fallen behind what is remembered begins anew`() async throws {
    try await TestPlane.tended(retention: Retention(count: 5)) { plane in
      let owner = try await plane.make("owner")
      for number in 0..<30 { try await make("child\(number)", ownedBy: [owner], plane) }
      try await plane.client.delete(TestPlane.at("owner"))
      try await eventually("the children are gone") { try await names(plane).isEmpty }
    }
  }
}
