// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct PodTests {
  static let pods = Resource(group: "", version: "v1", plural: "pods")

  static func at(_ name: String? = nil, _ subresource: String? = nil) -> Address {
    Address(pods, namespace: "demo", name: name, subresource: subresource)
  }

  @discardableResult
  private func make(
    on node: String?, grace: Int64? = nil, _ plane: TestPlane
  ) async throws -> Object {
    var pod = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "demo", name: "p")
    pod.spec = ["containers": [["name": "c", "image": "i"]]]
    if let node { pod.spec["nodeName"] = .string(node) }
    if let grace { pod.spec["terminationGracePeriodSeconds"] = .int(grace) }
    return try await plane.client.create(pod, at: Self.at())
  }

  private func delete(_ seconds: Int64?, _ plane: TestPlane) async throws -> Object {
    var options = DeleteOptions()
    options.gracePeriodSeconds = seconds
    return try await plane.client.delete(Self.at("p"), options)
  }

  @Test func `a pod that no node runs goes at once`() async throws {
    try await TestPlane.run { plane in
      try await make(on: nil, plane)
      #expect(try await delete(nil, plane).kind == "Pod")
      #expect(try await plane.client.find(Self.at("p")) == nil)
    }
  }

  @Test(arguments: zip([nil, 12, nil] as [Int64?], [nil, nil, 7] as [Int64?]))
  func `a pod on a node has its time of grace`(grace: Int64?, asked: Int64?) async throws {
    try await TestPlane.run { plane in
      try await make(on: "n", grace: grace, plane)
      let marked = try await delete(asked, plane)
      #expect(marked.metadata.deletionGracePeriodSeconds == asked ?? grace ?? 30)
      #expect(marked.isDeleting)
      #expect(try await plane.client.get(Self.at("p")) == marked)
    }
  }

  @Test func `time may be cut short, never prolonged, and none left means gone`() async throws {
    try await TestPlane.run { plane in
      try await make(on: "n", plane)
      let first = try await delete(20, plane)
      _ = try await delete(25, plane)
      #expect(try await plane.client.get(Self.at("p")) == first)
      let shorter = try await delete(5, plane)
      let (one, two) = (first.metadata.deletionTimestamp, shorter.metadata.deletionTimestamp)
      #expect(one.map { $0 + .seconds(-15) } == two)
      _ = try await delete(0, plane)
      #expect(try await plane.client.find(Self.at("p")) == nil)
    }
  }

  @Test func `the last finalizer does not end a time of grace`() async throws {
    try await TestPlane.run { plane in
      try await make(on: "n", plane)
      _ = try await plane.client.patch(
        .merge(["metadata": ["finalizers": ["capctl.dev/hold"]]]), at: Self.at("p"))
      _ = try await delete(30, plane)
      _ = try await plane.client.patch(
        .merge(["metadata": ["finalizers": .null]]), at: Self.at("p"))
      #expect(try await plane.client.get(Self.at("p")).isDeleting)
    }
  }
}
