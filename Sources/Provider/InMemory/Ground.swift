// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

/// What the reconcilers of in-memory clusters know of the management API.
struct Ground: Sendable {
  let site: Site
  let clusters: Informer
  let machines: Informer
  let inMemoryClusters: Informer
  let inMemoryMachines: Informer

  init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster)
    machines = await site.informer(.machine)
    inMemoryClusters = await site.informer(.inMemoryCluster)
    inMemoryMachines = await site.informer(.inMemoryMachine)
  }

  var now: Time { site.now }

  func machines(of cluster: Key) -> [InMemoryMachine] {
    inMemoryMachines.cache.objects(of: cluster).map(InMemoryMachine.init)
  }

  /// The Cluster that an object belongs to by its label, or by its owner.
  func clusterKey(of object: Object) -> Key? {
    let metadata = object.metadata
    if let name = metadata.labels[Labels.clusterName] {
      return Key(namespace: metadata.namespace, name: name)
    }
    let owner = metadata.ownerReferences.first { $0.groupKind == Kind.cluster.groupKind }
    return owner.map { Key(namespace: metadata.namespace, name: $0.name) }
  }

  func cluster(_ key: Key) -> Cluster? { clusters.cache[key].map(Cluster.init) }

  /// The InMemoryCluster that a Cluster refers to.
  func infrastructure(of key: Key) -> InMemoryCluster? {
    guard let reference = cluster(key)?[reference: "spec.infrastructureRef"],
      reference.groupKind == Kind.inMemoryCluster.groupKind
    else { return nil }
    let place = Key(namespace: key.namespace, name: reference.name)
    return inMemoryClusters.cache[place].map(InMemoryCluster.init)
  }
}
