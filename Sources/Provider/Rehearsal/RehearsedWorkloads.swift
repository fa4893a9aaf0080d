// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Runtime
import Site
import Synchronization

/// The workload clusters of a rehearsal: all of them in memory, whatever their machines are.
package final class RehearsedWorkloads: Workloads {
  private struct State {
    var clusters: InMemoryClusters?
    /// Those of other machines that answer.
    var up: Set<Key> = []
  }

  private let state = Mutex(State())

  package init() {}

  package func add(_ clusters: InMemoryClusters) { state.withLock { $0.clusters = clusters } }

  func open(_ cluster: Key) { state.withLock { _ = $0.up.insert(cluster) } }

  package func isHere(_ cluster: Key) -> Bool { true }

  private func clusters(for cluster: Key) throws(StatusError) -> InMemoryClusters {
    let (clusters, isUp) = state.withLock { ($0.clusters, $0.up.contains(cluster)) }
    guard let clusters, isUp || clusters.contains(cluster) else {
      throw .noWay(into: cluster, "no machine of its control plane is there yet")
    }
    return clusters
  }

  package func client(of cluster: Key) async throws(StatusError) -> any KubeClient {
    let clusters = try clusters(for: cluster)
    guard !clusters.contains(cluster) else { return try clusters.client(of: cluster) }
    return clusters.host.client(of: cluster)
  }

  package func exec(
    _ exec: PodExec, in cluster: Key
  ) async throws(StatusError) -> PodExec.Result {
    let clusters = try clusters(for: cluster)
    guard !clusters.contains(cluster) else { return try await clusters.exec(exec, in: cluster) }
    return try await clusters.run(exec, in: cluster) { Set($0.members.map(\.name)) }
  }
}
