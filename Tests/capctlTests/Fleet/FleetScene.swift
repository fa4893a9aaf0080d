// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Log
import ManagementAPI
import Manifest
import Plane
import Runtime
import Serving
import TestKit

@testable import capctl

/// A whole management plane at work in this process, and what a person does with it.
struct FleetScene {
  static let namespace = "default"
  let plane: Plane
  let client: LocalClient

  static func run(
    in folder: URL? = nil, _ body: (FleetScene) async throws -> Void
  ) async throws {
    guard let folder else {
      return try await withTemporaryDirectory { try await run(in: $0, body) }
    }
    var settings = Plane.Settings(directory: folder.path)
    settings.kinds = try Catalog.complete()
    settings.address = .tcp("127.0.0.1", port: 0)
    let log = Logger(.error, to: RecordingSink())
    let plane = try await Plane(settings, log: log)
    let fleet = await Fleet(over: plane, of: plane.api.client(), log: log)
    let work = Task { await fleet.run() }
    let scene = FleetScene(plane: plane, client: plane.api.client())
    do {
      try await body(scene)
    } catch {
      let story = await scene.story()
      await scene.end(work)
      throw TestFailure("play the scene", "\(error)\n\(story)")
    }
    await scene.end(work)
  }

  private func end(_ work: Task<Void, Never>) async {
    work.cancel()
    await work.value
    await plane.shutDown(within: .seconds(10))
  }

  // MARK: What a person does

  /// Makes a cluster as `capctl generate cluster | kubectl apply` would.
  func make(
    _ name: String, version: String = "v1.30.0", controlPlanes: Int = 1, workers: Int = 0
  ) async throws {
    let wishes = try ClusterWishes(
      name: name, namespace: nil, version: version, controlPlanes: "\(controlPlanes)",
      workers: "\(workers)"
    ) { _ in nil }
    let template = try ClusterTemplate(infrastructure: "inmemory", flavor: "")
    let bytes = try template.objects(wishes.values, in: nil, strict: false) { _ in nil }
    try await apply(String(decoding: bytes, as: UTF8.self))
  }

  /// Makes the objects of a text, or changes them to what it says.
  func apply(_ text: String) async throws {
    for value in try Source("manifests", text: text).values() {
      let object = Object(value)
      guard let address = address(of: object) else {
        throw TestFailure("apply \(object)", "its kind is not served")
      }
      var call = Call(.patch(.apply(value)), at: address)
      call.write.fieldManager = "test"
      call.write.force = true
      _ = try await client.send(call)
    }
  }

  private func address(of object: Object) -> Address? {
    guard let kind = object.groupVersionKind,
      let served = plane.api.catalog(of: "").find(kind.groupKind)
    else { return nil }
    let resource = Resource(group: kind.group, version: kind.version, plural: served.plural)
    let namespace = served.isNamespaced ? object.namespace ?? Self.namespace : nil
    return Address(resource, namespace: namespace, name: object.name)
  }

  func patch(_ kind: Kind, _ name: String, _ patch: Value) async throws {
    _ = try await client.patch(.merge(patch), at: place(kind, name))
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    try await client.delete(place(kind, name))
  }

  // MARK: What is seen

  func place(_ kind: Kind, _ name: String) -> Address {
    Address(kind.resource(), namespace: Self.namespace, name: name)
  }

  func find<Content: View>(_ type: Content.Type, _ name: String) async throws -> Content? {
    try await client.find(place(Content.kind, name)).map(Content.init)
  }

  func all<Content: View>(
    _ type: Content.Type, of cluster: String? = nil
  ) async throws -> [Content] {
    var options = ListOptions()
    if let cluster { options.labelSelector = "\(Labels.clusterName)=\(cluster)" }
    return try await client.list(Address(Content.kind.resource()), options).items
      .map(Content.init)
  }

  func workload(_ cluster: String) -> LocalClient {
    plane.api.client(of: "\(Self.namespace)/\(cluster)")
  }

  /// The names of a workload cluster's Nodes that are ready.
  func readyNodes(_ cluster: String) async throws -> [String] {
    let nodes = Address(Resource(group: "", version: "v1", plural: "nodes"))
    return try await workload(cluster).list(nodes).items.filter { $0.isTrue("Ready") }.map(\.name)
  }

  /// All Machines run, as many as were asked for, and the Cluster says that it is available.
  func becomesAvailable(_ name: String, machines: Int) async throws {
    try await eventually("cluster \(name) is available with \(machines) machines") {
      let all = try await all(Machine.self, of: name)
      let isAvailable = try await find(Cluster.self, name)?.isTrue(ConditionTypes.available)
      return all.count == machines && isAvailable == true
        && all.allSatisfy { $0.phase == .running && !$0.isDeleting }
    }
  }

  /// What the objects say of themselves, for a person who reads why a scene failed.
  private func story() async -> String {
    var lines: [String] = []
    for kind in Kinds.all where !kind.kind.hasSuffix("Template") {
      let list = try? await client.list(Address(kind.resource()))
      for object in list?.items ?? [] {
        lines.append("\(object) \(object.status["phase"]?.string ?? "")")
        for condition in object.conditions where condition.status != .yes {
          lines.append(
            "    \(condition.type)=\(condition.status.rawValue) \(condition.reason): "
              + condition.message)
        }
      }
    }
    return lines.joined(separator: "\n")
  }
}
