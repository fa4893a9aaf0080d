// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Packs
import Runtime
import Site
import TestKit

@testable import Provider

/// A management API with our kinds and those of a provider, and the controllers of its packs.
struct PackScene {
  let client: LocalClient
  let site: Site
  let controllers: PackControllers

  /// Runs `body` beside the controllers, or without them where it calls the reconcilers itself.
  static func run(
    _ packs: [Pack], kinds extra: [ServedKind] = [], over transports: [any Transport],
    cutting cutter: Cutter = Cutter(), runsControllers: Bool = true,
    _ body: (PackScene) async throws -> Void
  ) async throws {
    let own = try [Kind.cluster, .machine, .dockerCluster, .dockerMachine].map {
      try ServedKind(definition: $0.definition())
    }
    let catalog = Catalog(Catalog.core.kinds + own + extra)
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let server = APIServer(store, kinds: catalog)
      try await server.prepare()
      let caretaker = Task { await server.tend() }
      defer { caretaker.cancel() }
      let informers = Informers(server.client())
      let client = CuttingClient(inner: server.client(), cutter: cutter)
      let site = Site(
        client: client, informers: informers,
        events: EventRecorder(server.client(), component: "test"), workloads: NoWorkloads(),
        log: Logger(.error, to: RecordingSink()))
      let controllers = PackControllers(site, packs, over: transports)
      let scene = PackScene(client: server.client(), site: site, controllers: controllers)
      let all = await controllers.controllers()
      guard runsControllers else {
        _ = await informers.start()
        let ending = await Result { try await body(scene) }
        await informers.stop()
        return try ending.get()
      }
      let running = Task { await ControllerHost(all, over: informers).run() }
      let following = Task { await controllers.follow() }
      let ending = await Result { try await body(scene) }
      following.cancel()
      running.cancel()
      await following.value
      await running.value
      await site.events.flush()
      try ending.get()
    }
  }

  /// Makes the objects of a text, each in the namespace `default`.
  func apply(_ text: String) async throws {
    for document in Source("test.yaml", text: text).documents() {
      var object = Object(try document.get().value)
      object.metadata.namespace = "default"
      _ = try await client.create(object, at: collection(of: object))
    }
  }

  private func collection(of object: Object) -> Address {
    let kind = object.groupVersionKind
    let own = kind.flatMap { Kinds.find($0.groupKind) }?.resource().plural
    let plural = own ?? object.kind.lowercased() + "s"
    return Address(
      Resource(group: kind?.group ?? "", version: kind?.version ?? "v1", plural: plural),
      namespace: "default")
  }

  func get(_ resource: Resource, _ name: String) async throws -> Object? {
    try await client.find(Address(resource, namespace: "default", name: name))
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous call came to.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
