// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Log
import ManagementAPI
import Manifest
import Runtime
import Synchronization
import TestKit

@testable import Controllers
@testable import Site

/// The embedded API with all our kinds, a site over it, and a clock that is turned by hand.
final class World: Sendable {
  let store: Store
  let server: APIServer
  /// What reconcilers write through.
  let client: CuttingClient
  /// For the test's own writes, which are never cut.
  let direct: LocalClient
  let clock = ManualClock()
  /// Runs programs in the Pods of workload clusters.
  let programs = Programs()
  let site: Site

  static let start = Time("2026-01-01T00:00:00Z") ?? .now()

  init(_ path: String, at start: Time = World.start) throws {
    let clock = clock
    let time = Timekeeper(clock) { start + $0 }
    store = try Store(path)
    server = APIServer(store, kinds: try .ours()) { time.date() }
    direct = server.client()
    client = CuttingClient(direct)
    site = Site(
      client: client, informers: Informers(client),
      events: EventRecorder(client.uncut, component: "test", clock: time),
      workloads: LocalWorkloads(server, programs), log: Logger(.error, to: RecordingSink()),
      clock: time)
  }

  /// Waits until every cache holds what the store holds.
  func catchUp() async throws {
    for informer in site.known.all {
      try await catchUp(informer.cache, informer.collection, direct)
    }
    for cluster in site.nodes.watched {
      try await eventually("the Nodes of \(cluster) are known") {
        site.nodes.nodes(of: cluster) != nil && site.nodes.connection(to: cluster)?.isUp == true
      }
      guard let nodes = site.nodes.nodes(of: cluster) else { continue }
      try await catchUp(nodes, Address(.nodes), server.client(of: "\(cluster)"))
    }
  }

  private func catchUp(_ cache: Cache, _ collection: Address, _ client: LocalClient) async throws {
    try await eventually("the cache of \(collection) is as the store") {
      let stored = try await client.listAll(collection).items
      guard cache.count == stored.count else { return false }
      return stored.allSatisfy {
        cache[Key($0)]?.metadata.resourceVersion == $0.metadata.resourceVersion
      }
    }
  }
}

/// Runs `body` in a world of its own, whose informers run.
func withWorld(at start: Time = World.start, _ body: (World) async throws -> Void) async throws {
  try await withScratch { folder in
    let world = try World("\(folder)/store.db", at: start)
    // All else that a server has from its start is not needed, and costs time.
    let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await world.direct.create(
      Object(namespace, name: "default"),
      at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
    _ = await world.site.informers.start()
    do { try await body(world) } catch {
      await world.site.informers.stop()
      throw error
    }
    await world.site.informers.stop()
  }
}

extension Catalog {
  private static let made = Result { try make() }

  /// What Kubernetes itself has, and all our kinds; made once.
  static func ours() throws -> Catalog { try made.get() }

  private static func make() throws -> Catalog {
    var catalog = Catalog.core
    for kind in Kinds.all {
      var served = try ServedKind(definition: kind.definition())
      let conversion = Conversion(of: kind)
      served.convert = { (value, version) throws(StatusError) in
        try conversion.convert(value, to: version)
      }
      served.rules = Rules(kind: kind)
      catalog.add(served)
    }
    return catalog
  }
}

private struct Rules: KindRules {
  let kind: Kind

  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    object = try kind.settled(object, over: old)
  }

  func errors(in object: Object, over old: Object?) -> [FieldError] {
    kind.errors(in: object, over: old)
  }
}

/// Workload clusters that are logical clusters of the same server, named `<namespace>/<name>`.
struct LocalWorkloads: Workloads {
  let server: APIServer
  let programs: Programs

  init(_ server: APIServer, _ programs: Programs) {
    self.server = server
    self.programs = programs
  }

  func client(of cluster: Key) async throws(StatusError) -> any KubeClient {
    guard programs.isReachable else { throw .noWay(into: cluster, "it does not answer") }
    return server.client(of: "\(cluster)")
  }

  func exec(_ exec: PodExec, in cluster: Key) async throws(StatusError) -> PodExec.Result {
    try programs.run(exec, in: cluster)
  }
}

/// What programs in Pods answer; a test says it.
final class Programs: Sendable {
  typealias Answer = @Sendable (PodExec, Key) throws(StatusError) -> PodExec.Result

  private let answer = Mutex<Answer?>(nil)
  private let reach = Mutex(true)

  /// Whether workload clusters answer at all.
  var isReachable: Bool {
    get { reach.withLock(\.self) }
    set { reach.withLock { $0 = newValue } }
  }

  func set(_ answer: @escaping Answer) { self.answer.withLock { $0 = answer } }

  func run(_ exec: PodExec, in cluster: Key) throws(StatusError) -> PodExec.Result {
    guard isReachable, let answer = answer.withLock(\.self) else {
      throw .noWay(into: cluster, "programs cannot be run here")
    }
    return try answer(exec, cluster)
  }
}

/// A folder in memory: what is tested here is not what a disk keeps, and there are hundreds of worlds.
private func withScratch(_ body: (String) async throws -> Void) async throws {
  let folder = "/dev/shm/capctl-\(UUID())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try await body(folder)
}
