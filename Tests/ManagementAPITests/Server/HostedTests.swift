// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

/// Clusters that live in a management API.
struct HostedTests {
  private static let pods = Address(.pods, namespace: "default")

  private func pod(_ name: String) throws -> Object {
    Object(
      try YAML.parse(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), finalizers: [example.com/held]}
        spec: {nodeName: n, containers: [{name: a, image: b}]}
        """))
  }

  @Test func `a cluster is erased with all that is in it, and no other`() async throws {
    try await TestPlane.tended { plane in
      for cluster in ["a/one", "a/two"] {
        try await plane.server.prepare(cluster)
        _ = try await plane.server.client(of: cluster).create(try pod("p"), at: Self.pods)
      }
      try await plane.server.erase("a/one")
      let one = plane.server.client(of: "a/one")
      #expect(try await one.list(Address(TestPlane.namespaces)).items.isEmpty)
      #expect(try await one.list(Self.pods).items.isEmpty)
      let two = plane.server.client(of: "a/two")
      #expect(try await two.list(Self.pods).items.count == 1)
      #expect(try await two.list(Address(TestPlane.namespaces)).items.count == 4)
      try await plane.server.prepare("a/one")
      #expect(try await one.list(Address(TestPlane.namespaces)).items.count == 4)
    }
  }

  @Test func `what is served there is said apart`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let server = APIServer(store, kinds: TestPlane.kinds, hosted: .core)
      _ = try await server.client().list(Address(TestPlane.machines))
      let error = await #expect(throws: StatusError.self) {
        try await server.client(of: "a/one").list(Address(TestPlane.machines))
      }
      #expect(error?.isNotFound == true)
    }
  }

  @Test func `pods there end at once, for no kubelet ends them`() async throws {
    try await TestPlane.run { plane in
      try await plane.server.prepare("a/one")
      let client = plane.server.client(of: "a/one")
      var free = try pod("p")
      free.metadata.finalizers = []
      _ = try await client.create(free, at: Self.pods)
      var address = Self.pods
      address.name = "p"
      _ = try await client.delete(address)
      #expect(try await client.find(address) == nil)
      // Finalizers still hold.
      _ = try await client.create(try pod("p"), at: Self.pods)
      _ = try await client.delete(address)
      #expect(try await client.get(address).isDeleting)
    }
  }
}
