// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

struct NamespaceTests {
  private let demo = Address(TestPlane.namespaces, name: "demo")

  @Test func `a namespace begins active, and holds itself`() async throws {
    try await TestPlane.run { plane in
      let namespace = try await plane.client.get(demo)
      #expect(namespace.spec["finalizers"] == ["kubernetes"])
      #expect(namespace.status["phase"] == "Active")
      #expect(namespace.metadata.labels["kubernetes.io/metadata.name"] == "demo")
    }
  }

  @Test func `a namespace goes with all that is in it`() async throws {
    try await TestPlane.tended { plane in
      for number in 0..<50 { try await plane.make("m\(number)") }
      let marked = try await plane.client.delete(demo)
      #expect(marked.status["phase"] == "Terminating")
      try await eventually("it is gone") { try await plane.client.find(demo) == nil }
      #expect(try await plane.client.list(Address(TestPlane.machines)).items.isEmpty)
    }
  }

  @Test func `a namespace waits for finalizers, and says so`() async throws {
    try await TestPlane.tended { plane in
      var held = TestPlane.machine("held")
      held.metadata.finalizers = ["capctl.dev/hold"]
      _ = try await plane.client.create(held, at: TestPlane.at())
      try await plane.client.delete(demo)
      func message(_ type: String) async throws -> String? {
        let conditions = try await plane.client.get(demo).status["conditions"]?.list ?? []
        return conditions.first { $0["type"]?.string == type }?["message"]?.string
      }
      try await eventually("it says what holds it") {
        try await message("NamespaceFinalizersRemaining")
          == "Some content in the namespace has finalizers remaining: capctl.dev/hold in 1 "
          + "resource instances"
      }
      #expect(
        try await message("NamespaceContentRemaining")
          == "Some resources are remaining: machines.test.capctl.dev has 1 resource instances")
      let refused = try await refusal { try await plane.make("late") }
      #expect(
        refused?.message
          == "machines.test.capctl.dev \"late\" is forbidden: unable to create new content in "
          + "namespace demo because it is being terminated")
      _ = try await plane.client.patch(
        .merge(["metadata": ["finalizers": .null]]), at: TestPlane.at("held"))
      try await eventually("it is gone") { try await plane.client.find(demo) == nil }
    }
  }

  @Test func `its own finalizers have a door of their own`() async throws {
    try await TestPlane.run { plane in
      var namespace = try await plane.client.get(demo)
      namespace.spec["finalizers"] = []
      namespace.metadata.labels["a"] = "b"
      let updated = try await plane.client.update(namespace, at: demo)
      #expect(updated.spec["finalizers"] == ["kubernetes"])
      try await plane.client.delete(demo)
      namespace.metadata.resourceVersion = nil
      var door = demo
      door.subresource = "finalize"
      let last = try await plane.client.update(namespace, at: door)
      #expect(last.spec["finalizers"] == [])
      #expect(try await plane.client.find(demo) == nil)
    }
  }

  @Test func `what every API has is there, and may not go`() async throws {
    try await TestPlane.run { plane in
      try await plane.server.prepare()
      try await plane.server.prepare()
      let names = try await plane.client.list(Address(TestPlane.namespaces)).items.map(\.name)
      #expect(names == ["default", "demo", "kube-node-lease", "kube-public", "kube-system"])
      let refused = try await refusal {
        try await plane.client.delete(Address(TestPlane.namespaces, name: "kube-system"))
      }
      #expect(
        refused?.message
          == "namespaces \"kube-system\" is forbidden: this namespace may not be deleted")
    }
  }
}
