// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
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
    var isHeld = false
    for target in WorkloadImages.targets(of: plane) {
      let place = Address(target.resource, namespace: PlaneProbe.namespace, name: target.name)
      // Other networks do without it.
      guard let seen = try await client.find(place),
        let moved = WorkloadImages.moved(seen, to: target)
      else { continue }
      if try await holdsUp(moved, over: seen, client) {
        isHeld = true
        continue
      }
      _ = try await client.update(moved, at: place)
      site.events.record(
        .normal, on: plane.object, "WorkloadUpdated",
        "\(target.name) of the cluster has a new image")
    }
    memo.note(.upkeep, of: key, inputs: inputs, until: now + .seconds(isHeld ? 60 : 600))
  }

  /// Whether CoreDNS has to stay as it is: with a Corefile that it does not take, the cluster would be
  /// without names.
  private func holdsUp(
    _ moved: Object, over seen: Object, _ client: any KubeClient
  ) async throws(StatusError) -> Bool {
    guard let new = WorkloadImages.image(of: moved, "coredns"),
      let old = WorkloadImages.image(of: seen, "coredns")
    else { return false }
    let place = Address(.configMaps, namespace: PlaneProbe.namespace, name: "coredns")
    let text = try await client.find(place)?.value["data", "Corefile"]?.string ?? ""
    let faults = Corefile.faults(in: text, from: old.tag, to: new.tag)
    if faults.isEmpty { return false }
    site.events.record(
      .warning, on: plane.object, "CorefileOutdated",
      "CoreDNS stays at \(old.tag) and does not become \(new.tag), for the Corefile in ConfigMap "
        + "kube-system/coredns of the cluster has " + faults.joined(separator: "; "))
    return true
  }
}
