// SPDX-License-Identifier: Apache-2.0

import API
import Kube
package import Runtime
import Site

/// Gives a cluster a place to live, an address, and takes both away.
package struct InMemoryClusterReconciler: Reconciler {
  let clusters: InMemoryClusters
  let ports = PortBook()

  package init(_ clusters: InMemoryClusters) { self.clusters = clusters }

  private var ground: Ground { clusters.ground }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let object = ground.inMemoryClusters.cache[key] else { return .settled }
    let seen = InMemoryCluster(object)
    guard let cluster = ground.clusterKey(of: object) else { return .settled }
    if seen.isDeleting { return try await delete(seen, of: cluster) }
    guard let owner = ground.cluster(cluster) else { return .settled }
    var draft = Draft(seen)
    if try await ground.site.pauses(&draft, in: owner.object) { return .settled }
    var prepared = seen
    prepared.metadata.addFinalizer(Finalizers.inMemoryCluster)
    if seen.controlPlaneEndpoint == nil {
      prepared.controlPlaneEndpoint = Endpoint(host: clusters.host.address, port: port(for: seen))
    }
    let saved = InMemoryCluster(
      try await ground.site.save(prepared.object, over: object, at: seen.address))
    if !saved.isProvisioned { try await clusters.host.prepare(cluster) }
    try await clusters.refresh(cluster)
    return try await write(saved) { wanted in
      wanted.isProvisioned = true
      wanted.removeCondition(ConditionTypes.paused)
      wanted.set(Condition(ConditionTypes.ready, .yes, reason: "Ready"), at: ground.now)
    }
  }

  private func write(
    _ seen: InMemoryCluster, _ change: (inout InMemoryCluster) -> Void
  ) async throws -> Outcome {
    var wanted = seen
    change(&wanted)
    if wanted != seen {
      _ = try await ground.site.save(wanted.object, over: seen.object, at: seen.address)
    }
    return .settled
  }

  private func delete(_ seen: InMemoryCluster, of cluster: Key) async throws -> Outcome {
    guard seen.metadata.finalizers.contains(Finalizers.inMemoryCluster) else { return .settled }
    let machines = ground.machines(of: cluster)
    guard machines.isEmpty else {
      let names = machines.map(\.name).sorted()
      return try await write(seen) {
        $0.set(
          Condition(
            ConditionTypes.deleting, .yes, reason: "WaitingForMachines",
            message: "waits for InMemoryMachines to go: \(names.prefix(5).joined(separator: ", "))"
          ), at: ground.now)
      }
    }
    clusters.host.close(cluster)
    clusters.gates.forget(cluster)
    try await clusters.host.erase(cluster)
    if let port = seen.controlPlaneEndpoint?.port { ports.free(port) }
    return try await write(seen) {
      $0.metadata.removeFinalizer(Finalizers.inMemoryCluster)
    }
  }

  private func port(for cluster: InMemoryCluster) -> Int64 {
    let known = ground.inMemoryClusters.cache
    return ports.take(for: cluster.uid ?? cluster.name) { port in
      known.objects(Indexes.port, "\(port)").isEmpty && clusters.host.isFree(port)
    }
  }
}
