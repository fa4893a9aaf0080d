// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Runtime
import Site

extension PlanePass {
  /// Before a machine joins a cluster that runs already.
  func prepareJoin() async throws {
    let preparation = JoinPreparation(
      client: try await site.workloads.client(of: clusterKey), plane: plane,
      facts: ClusterFacts(cluster.object))
    try await preparation.run()
  }

  /// Once all Machines are as they should be: kube-proxy and CoreDNS follow.
  func keepUp() async throws(StatusError) {
    guard reading?.isInitialized == true else { return }
    let inputs = ["\(plane.metadata.generation)", plane.version]
    if memo.holds(.upkeep, of: key, inputs: inputs, at: now) { return }
    let client = try await site.workloads.client(of: clusterKey)
    for target in WorkloadImages.targets(of: plane) {
      let place = Address(target.resource, namespace: PlaneProbe.namespace, name: target.name)
      // Other networks do without it.
      guard let seen = try await client.find(place),
        let moved = WorkloadImages.moved(seen, to: target)
      else { continue }
      _ = try await client.update(moved, at: place)
      site.events.record(
        .normal, on: plane.object, "WorkloadUpdated",
        "\(target.name) of the cluster has a new image")
    }
    memo.note(.upkeep, of: key, inputs: inputs, until: now + .seconds(600))
  }
}
