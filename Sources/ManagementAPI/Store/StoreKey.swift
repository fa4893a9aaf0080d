// SPDX-License-Identifier: Apache-2.0

/// One collection of one logical cluster.
package struct Collection: Sendable, Hashable {
  /// Which API the collection belongs to: `namespace/name` of its Cluster, empty for the management API.
  package var cluster: String
  /// The resource whatever its version: `machines.cluster.x-k8s.io`.
  package var resource: String

  package init(cluster: String = "", resource: String) {
    self.cluster = cluster
    self.resource = resource
  }
}

/// Where one object is kept.
package struct StoreKey: Sendable, Hashable {
  package var collection: Collection
  /// Empty for what has no namespace.
  package var namespace: String
  package var name: String

  package init(_ collection: Collection, namespace: String = "", name: String) {
    self.collection = collection
    self.namespace = namespace
    self.name = name
  }

  /// The order within a collection, which lists and their pages follow.
  package static func precedes(_ left: StoreKey, _ right: StoreKey) -> Bool {
    left.namespace == right.namespace
      ? left.name < right.name : left.namespace < right.namespace
  }
}
