// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
package import Log
package import Runtime

/// What a provider's reconcilers are given of the management API.
package struct Ground: Sendable {
  /// Writes the difference between an object as it was seen and as it shall be, and returns what is there
  /// then, once the informers know it.
  package typealias Save =
    @Sendable (_ wanted: Object, _ seen: Object, _ at: Address) async throws(StatusError) -> Object

  /// For what no informer holds.
  package let client: any KubeClient
  package let clusters: Informer
  package let machines: Informer
  package let inMemoryClusters: Informer
  package let inMemoryMachines: Informer
  /// The index of these informers that finds what belongs to a Cluster, by `namespace/name`.
  package let clusterIndex: String
  package let save: Save
  package let clock: Timekeeper
  package let log: Logger

  package init(
    client: any KubeClient, clusters: Informer, machines: Informer, inMemoryClusters: Informer,
    inMemoryMachines: Informer, clusterIndex: String, clock: Timekeeper, log: Logger,
    save: @escaping Save
  ) {
    self.client = client
    self.clusters = clusters
    self.machines = machines
    self.inMemoryClusters = inMemoryClusters
    self.inMemoryMachines = inMemoryMachines
    self.clusterIndex = clusterIndex
    self.clock = clock
    self.log = log
    self.save = save
  }

  package var now: Time { clock.date() }

  func machines(of cluster: Key) -> [InMemoryMachine] {
    inMemoryMachines.cache.objects(clusterIndex, "\(cluster)").map(InMemoryMachine.init)
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

  /// Who says that an object is to be left alone; nil where nobody does.
  func pause(_ object: Object, in cluster: Cluster?) -> Condition? {
    var causes: [String] = []
    if cluster?[flag: "spec.paused"] == true { causes.append("Cluster spec.paused is set to true") }
    if object.metadata.annotations[Annotations.paused] != nil {
      causes.append("\(object.kind) has the \(Annotations.paused) annotation")
    }
    guard !causes.isEmpty else { return nil }
    return Condition(
      ConditionTypes.paused, .yes, reason: "Paused", message: causes.joined(separator: ", "))
  }
}
