// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit

/// A management API on an empty store, that serves a kind of its own beside the built-in ones.
struct TestPlane {
  static let machines = Resource(group: "test.capctl.dev", version: "v1", plural: "machines")
  static let namespaces = Resource(group: "", version: "v1", plural: "namespaces")
  static let configMaps = Resource(group: "", version: "v1", plural: "configmaps")

  let store: Store
  let server: APIServer
  let client: LocalClient

  static var kinds: Catalog {
    var machine = ServedKind(
      group: machines.group, kind: "Machine", plural: machines.plural,
      versions: [ServedVersion("v1")], storageVersion: "v1")
    machine.versions[0].hasStatus = true
    machine.versions[0].selectableFields = ["spec.pool"]
    var catalog = Catalog.core
    catalog.add(machine)
    return catalog
  }

  static func run(
    retention: Retention = Retention(), tokens: TokenAuthority? = nil,
    now: @escaping @Sendable () -> Time = { Time.now() },
    _ body: (TestPlane) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path, retention: retention)
      let server = APIServer(store, kinds: kinds, tokens: tokens, now: now)
      let plane = TestPlane(store: store, server: server, client: server.client())
      _ = try await plane.client.create(
        Object(GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: "demo"),
        at: Address(namespaces))
      try await body(plane)
    }
  }

  /// The same, with the caretaker at work.
  static func tended(
    retention: Retention = Retention(), _ body: (TestPlane) async throws -> Void
  ) async throws {
    try await run(retention: retention) { plane in
      try await plane.tending { try await body(plane) }
    }
  }

  func tending(_ body: () async throws -> Void) async throws {
    let caretaker = Task { await server.tend() }
    defer { caretaker.cancel() }
    try await body()
  }

  static func machine(_ name: String, spec: Value = [:]) -> Object {
    var object = Object(
      GroupVersionKind(group: machines.group, version: "v1", kind: "Machine"), namespace: "demo",
      name: name)
    object.spec = spec
    return object
  }

  static func at(_ name: String? = nil, _ subresource: String? = nil) -> Address {
    Address(machines, namespace: "demo", name: name, subresource: subresource)
  }

  @discardableResult
  func make(_ name: String, spec: Value = [:]) async throws -> Object {
    try await client.create(Self.machine(name, spec: spec), at: Self.at())
  }
}

extension TestPlane {
  func makeNamespace(_ name: String) async throws {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await client.create(Object(kind, name: name), at: Address(Self.namespaces))
  }

  @discardableResult
  func makeConfigMap(_ name: String) async throws -> Object {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    return try await client.create(
      Object(kind, namespace: "demo", name: name), at: Address(Self.configMaps, namespace: "demo"))
  }
}

/// The error that some work ends in; nil where it ends well.
func refusal(_ work: () async throws -> Void) async throws -> StatusError? {
  do {
    try await work()
    return nil
  } catch let error as StatusError {
    return error
  }
}
