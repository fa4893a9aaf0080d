// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest

/// Puts objects into a store as they are: with uids, status and what else a server gives, and nobody else can.
struct StateImport: Sendable {
  private let store: Store
  private let catalog: Catalog

  init(_ store: Store, _ catalog: Catalog) { (self.store, self.catalog) = (store, catalog) }

  /// Objects of kinds that are not served are left out.
  func add(_ objects: [Object]) async throws {
    for object in objects {
      guard let kind = object.groupVersionKind?.groupKind, let served = catalog.find(kind) else {
        continue
      }
      let key = StoreKey(
        Collection(resource: served.qualified),
        namespace: served.isNamespaced ? object.namespace ?? "default" : "", name: object.name)
      var body = try stored(object, served)
      body.metadata.resourceVersion = nil
      _ = try await store.commit(.create(key, body.value))
    }
  }

  private func stored(_ object: Object, _ served: ServedKind) throws -> Object {
    guard let version = object.groupVersionKind?.version, version != served.storageVersion,
      let convert = served.convert
    else { return object }
    return Object(try convert(object.value, served.storageVersion))
  }
}
