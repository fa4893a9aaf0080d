// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Runtime
import Site

/// Whether really nothing is left to do, however busy this machine is.
struct Rest {
  private let store: Store
  private let site: Site

  init(_ store: Store, _ site: Site) { (self.store, self.site) = (store, site) }

  /// Everybody knows all that is written, and still does nothing.
  func isSure(_ controllers: [Controller]) async -> Bool {
    let revision = store.revision
    for _ in 0..<5 {
      guard isKnown, !controllers.areBusy, store.revision == revision else { return false }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return isKnown && !controllers.areBusy && store.revision == revision
  }

  /// Every cache holds what the store holds.
  private var isKnown: Bool {
    let isCurrent = site.seen.allSatisfy { informer in
      let resource = informer.collection.resource
      let name = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
      return holds(informer.cache, Collection(resource: name))
    }
    return isCurrent
      && site.nodes.watched.allSatisfy { cluster in
        guard let nodes = site.nodes.nodes(of: cluster) else { return true }
        return holds(nodes, Collection(cluster: "\(cluster)", resource: "nodes"))
      }
  }

  private func holds(_ cache: Cache, _ collection: Collection) -> Bool {
    let stored = store.list(collection).objects
    guard cache.count == stored.count else { return false }
    return stored.allSatisfy { object in
      let place = object.key.namespace.isEmpty ? nil : object.key.namespace
      let key = Key(namespace: place, name: object.key.name)
      return cache[key]?.metadata.resourceVersion == "\(object.revision)"
    }
  }
}

extension [Controller] {
  /// Whether keys wait for a pass, or are worked on.
  var areBusy: Bool { contains { $0.queue.depth > 0 || $0.queue.activeCount > 0 } }
}
