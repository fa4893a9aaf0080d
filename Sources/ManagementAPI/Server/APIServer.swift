// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest
import Synchronization

/// A Kubernetes-style API over a store: many logical clusters, each a whole API of its own.
///
/// It answers calls, whoever brings them: a client in this process, or one over HTTP.
package final class APIServer: Sendable {
  let store: Store
  let now: @Sendable () -> Time
  /// Makes the tokens of service accounts; without it there are none.
  let tokens: TokenAuthority?
  /// What the management API serves from the start.
  private let base: Catalog
  /// What every other logical cluster serves from the start.
  private let hosted: Catalog
  private let realms: Mutex<[String: Realm]>

  /// Serves `kinds` from the start, and `hosted` in the clusters that live here; without that, the
  /// same.
  package init(
    _ store: Store, kinds: Catalog, hosted: Catalog? = nil, tokens: TokenAuthority? = nil,
    now: @escaping @Sendable () -> Time = { Time.now() }
  ) {
    self.tokens = tokens
    self.store = store
    self.now = now
    base = kinds
    self.hosted = hosted ?? kinds
    var realms: [String: Realm] = [:]
    for collection in store.collections where collection.resource == Self.definitions.qualified {
      let (stored, revision) = store.list(collection)
      var realm = Realm(own: collection.cluster.isEmpty ? kinds : self.hosted)
      realm.define(stored.map { (Object($0.body), $0.revision) }, at: revision)
      realms[collection.cluster] = realm
    }
    self.realms = Mutex(realms)
  }

  /// The API of one logical cluster; without a name, the management API itself.
  package func client(of cluster: String = "") -> LocalClient {
    LocalClient(server: self, cluster: cluster)
  }

  /// The same, for somebody who has come in.
  func client(of cluster: String, for caller: Caller) -> LocalClient {
    LocalClient(server: self, cluster: cluster, caller: caller)
  }

  /// All that a logical cluster serves now.
  package func catalog(of cluster: String) -> Catalog {
    realms.withLock { $0[cluster]?.catalog } ?? base(of: cluster)
  }

  /// What a logical cluster serves whatever is defined.
  func ownCatalog(of cluster: String) -> Catalog {
    realms.withLock { $0[cluster]?.own } ?? base(of: cluster)
  }

  private func base(of cluster: String) -> Catalog { cluster.isEmpty ? base : hosted }

  /// Changes what a logical cluster serves.
  package func serve(in cluster: String, _ change: (inout Catalog) -> Void) {
    realms.withLock { $0[cluster, default: Realm(own: base(of: cluster))].serve(change) }
  }

  func define(
    _ definitions: [(object: Object, revision: Int64)], _ revision: Int64, in cluster: String
  ) {
    let gone = realms.withLock { realms in
      var realm = realms[cluster] ?? Realm(own: base(of: cluster))
      let before = realm.catalog
      realm.define(definitions, at: revision)
      realms[cluster] = realm
      return before.kinds.filter { realm.catalog.find($0.groupKind) == nil }
    }
    // Those who watch them look up, and see that there is nothing to watch any more.
    store.waiters.wake(Set(gone.map { Collection(cluster: cluster, resource: $0.qualified) }))
  }

  /// Whether anything is served at an address.
  func serves(_ address: Address, in cluster: String) -> Bool {
    catalog(of: cluster).find(address.resource) != nil
  }

  func forgetRealm(of cluster: String) { realms.withLock { $0[cluster] = nil } }

  func context(for address: Address, in cluster: String) throws(StatusError) -> Context {
    guard let (kind, version) = catalog(of: cluster).find(address.resource) else {
      throw .noSuchResource()
    }
    guard kind.isNamespaced || address.namespace == nil else { throw .noSuchResource() }
    return Context(
      cluster: cluster, address: address, kind: kind, version: version, now: now())
  }
}
