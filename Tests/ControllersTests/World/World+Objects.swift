// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import Runtime
import Testing

@testable import Controllers

extension World {
  /// Creates the objects of a YAML text.
  func create(_ text: String) async throws {
    for document in text.components(separatedBy: "---\n") {
      var object = Object(try YAML.parse(document))
      object.metadata.namespace = "default"
      try await create(object)
    }
  }

  @discardableResult
  func create(_ object: Object) async throws -> Object {
    try await direct.create(
      object, at: Address(try resource(of: object), namespace: object.namespace))
  }

  private func resource(of object: Object) throws -> Resource {
    let kind = try #require(object.groupVersionKind)
    if let own = Kinds.find(kind.groupKind) { return own.resource(kind.version) }
    return Resource(group: "", version: "v1", plural: "\(kind.kind.lowercased())s")
  }

  func get(_ kind: Kind, _ name: String) async throws -> Object {
    try await direct.get(Key(namespace: "default", name: name).address(in: kind.resource()))
  }

  func find(_ kind: Kind, _ name: String) async throws -> Object? {
    try await direct.find(Key(namespace: "default", name: name).address(in: kind.resource()))
  }

  func all(_ kind: Kind) async throws -> [Object] {
    try await direct.listAll(Address(kind.resource())).items
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    try await direct.delete(Key(namespace: "default", name: name).address(in: kind.resource()))
  }

  func patch(_ kind: Kind, _ name: String, _ patch: String) async throws {
    _ = try await direct.patch(
      .merge(YAML.parse(patch)),
      at: Key(namespace: "default", name: name).address(in: kind.resource()))
  }

  /// The API of a workload cluster.
  func workload(_ cluster: String) -> any KubeClient {
    server.client(of: "default/\(cluster)")
  }
}
