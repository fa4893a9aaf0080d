// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
package import Log
package import ManagementAPI
import Manifest
package import Packs
package import Provider
package import Runtime
package import Site

/// What a rehearsal begins with.
package struct RehearsalStage: Sendable {
  /// All that is known of now: objects of our kinds, Secrets, ConfigMaps and Namespaces, in the versions that are
  /// stored, as an API tells them.
  package var objects: [Object]
  /// What the management API serves.
  package var catalog: Catalog
  package var packs: [Pack]
  /// They are only read from.
  package var transports: [any Transport]
  /// Controllers that work beside those of the packs.
  package var others: @Sendable (Site) async -> [Controller] = { _ in [] }
  /// Nobody is asked: as if providers had nothing yet.
  package var isOffline = false
  package var log: Logger
  /// How long, on the clock of the rehearsal, nothing may happen before it is over.
  package var calm = Duration.seconds(90)
  /// How long it may take, on the clock of this machine.
  package var limit = Duration.seconds(300)

  package init(
    _ objects: [Object], _ catalog: Catalog, _ packs: [Pack], over transports: [any Transport],
    log: Logger
  ) {
    self.objects = objects
    self.catalog = catalog
    self.packs = packs
    self.transports = transports
    self.log = log
  }

  /// What has to be known of a management API.
  package static let resources: [Resource] =
    ["namespaces", "secrets", "configmaps"].map {
      Resource(group: "", version: "v1", plural: $0)
    } + Kinds.all.map { $0.resource() }

  /// All of that, with the objects of packs, as somebody serves it.
  package static func objects(
    of client: any KubeClient, _ packs: [Pack]
  ) async throws(StatusError) -> [Object] {
    let others = packs.compactMap(\.resource).filter { !resources.contains($0) }
    return try await all(resources + others, of: client)
  }

  /// The Secrets and ConfigMaps that somebody serves.
  package static func secrets(of client: any KubeClient) async throws(StatusError) -> [Object] {
    try await all(resources.filter { ["secrets", "configmaps"].contains($0.plural) }, of: client)
  }

  private static func all(
    _ resources: [Resource], of client: any KubeClient
  ) async throws(StatusError) -> [Object] {
    var objects: [Object] = []
    for resource in resources {
      do throws(StatusError) {
        let list = try await client.listAll(Address(resource))
        objects += list.items.map { $0.typed(resource) }
      } catch {
        // Not every API has every kind.
        guard error.isNotFound else { throw error }
      }
    }
    return objects
  }
}

extension Object {
  /// Items of lists need not say what they are.
  fileprivate func typed(_ resource: Resource) -> Object {
    guard kind.isEmpty else { return self }
    var object = self
    object.value["apiVersion"] = .string(resource.groupVersion.description)
    let own = Kinds.all.first { $0.resource() == resource }?.kind
    let usual = ["namespaces": "Namespace", "secrets": "Secret", "configmaps": "ConfigMap"]
    object.value["kind"] = .string(own ?? usual[resource.plural] ?? "")
    return object
  }
}
