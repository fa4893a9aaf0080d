// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Provider
import Runtime
import Site
import Synchronization

/// The way into every workload cluster: in-memory ones are reached within the process, all others by
/// their kubeconfigs.
final class FleetWorkloads: Workloads {
  private let others: any Workloads
  private let inMemory = Mutex<InMemoryClusters?>(nil)

  init(others: any Workloads) { self.others = others }

  func add(_ clusters: InMemoryClusters) { inMemory.withLock { $0 = clusters } }

  /// Nil where a cluster is none of these.
  private func own(_ cluster: Key) -> InMemoryClusters? {
    guard let clusters = inMemory.withLock({ $0 }), clusters.contains(cluster) else { return nil }
    return clusters
  }

  func isHere(_ cluster: Key) -> Bool { own(cluster) != nil }

  func client(of cluster: Key) async throws(StatusError) -> any KubeClient {
    if let own = own(cluster) { return try own.client(of: cluster) }
    return try await others.client(of: cluster)
  }

  func exec(
    _ exec: PodExec, in cluster: Key
  ) async throws(StatusError) -> PodExec.Result {
    if let own = own(cluster) { return try await own.exec(exec, in: cluster) }
    return try await others.exec(exec, in: cluster)
  }
}
