// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit
import Testing

@testable import Runtime

/// All parts together, on the embedded API.
struct ControllerHostTests {
  /// Writes into each machine's status what its spec asks for.
  private struct Copier: Reconciler {
    let client: any KubeClient
    let cache: Cache

    func reconcile(_ key: Key) async throws -> Outcome {
      guard let seen = cache[key] else { return .settled }
      guard seen.status["size"] != seen.spec["size"] else { return .settled }
      var wanted = seen
      wanted.status = ["size": seen.spec["size"] ?? 0]
      var address = key.address(in: Sample.resource)
      address.subresource = "status"
      _ = try await client.update(wanted, at: address)
      return .settled
    }
  }

  @Test func `a thousand objects come to rest, whatever happens meanwhile`() async throws {
    try await withLocalPlane { client in
      let informers = Informers(client)
      let informer = await informers.informer(Sample.collection)
      var options = ControllerOptions()
      options.workers = 8
      options.failed = { key, error in Issue.record("\(key): \(error)") }
      let controller = Controller(
        "copier", Copier(client: client, cache: informer.cache), options)
      await controller.follow(informer)
      try await beside(ControllerHost([controller], over: informers).run) {
        for index in 0..<1000 {
          _ = try await client.create(
            Sample.machine("m\(index)", spec: ["size": .int(Int64(index))]), at: Sample.collection)
        }
        for index in 0..<1000 where index % 10 == 0 {
          _ = try await client.patch(
            .merge(["spec": ["size": -1]]), at: Sample.key("m\(index)").address(in: Sample.resource)
          )
        }
        try await eventually("every status says what its spec says") {
          let objects = try await client.listAll(Sample.collection).items
          return objects.count == 1000
            && objects.allSatisfy { $0.status["size"] == $0.spec["size"] }
        }
      }
    }
  }

  @Test func `owners are worked on when what they own changes`() async throws {
    try await withLocalPlane { client in
      let informers = Informers(client)
      let informer = await informers.informer(Sample.collection)
      let seen = Journal<Key>()
      let controller = Controller(
        "owners",
        Pass { key in
          seen.note(key)
          return .settled
        })
      await controller.followOwned(informer, by: Sample.kind.groupKind)
      try await beside(ControllerHost([controller], over: informers).run) {
        let owner = try await client.create(Sample.machine("owner"), at: Sample.collection)
        var owned = Sample.machine("owned")
        owned.metadata.ownerReferences = [OwnerReference(to: owner)]
        _ = try await client.create(owned, at: Sample.collection)
        #expect(await seen.next() == [Sample.key("owner")])
      }
    }
  }
}
