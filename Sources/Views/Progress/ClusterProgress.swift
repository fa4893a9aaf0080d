// SPDX-License-Identifier: Apache-2.0

import API
package import Kube

/// How far a cluster is, in a line: what is told while it comes up, changes and goes. Pure.
package struct ClusterProgress: Sendable, Hashable {
  package let name: String
  /// `Provisioning`, `Available`, `Deleting` and their like.
  package let state: String
  package let isGood: Bool
  package let words: String

  package init(of cluster: Object) {
    name = "\(cluster.namespace ?? "default")/\(cluster.name)"
    let view = Cluster(cluster)
    let available = cluster.condition(ConditionTypes.available)
    isGood = available?.status == .yes && !cluster.isDeleting
    if view.isPaused {
      (state, words) = ("Paused", "spec.paused is set")
    } else if cluster.isDeleting {
      state = "Deleting"
      words = cluster.condition(ConditionTypes.deleting)?.message.flat ?? ""
    } else if isGood {
      let change = [
        ConditionTypes.rollingOut, ConditionTypes.scalingUp, ConditionTypes.scalingDown,
        ConditionTypes.remediating,
      ].lazy.compactMap { cluster.condition($0) }.first { $0.status == .yes }
      state = change.map(\.type) ?? "Available"
      words = change?.message.flat ?? Self.count(view)
    } else {
      state = view.phase?.rawValue ?? "Pending"
      words = available?.message.flat ?? ""
    }
  }

  private static func count(_ cluster: Cluster) -> String {
    let (planes, workers) = (cluster.controlPlaneReplicas, cluster.workerReplicas)
    return "\(planes.ready) of \(planes.desired ?? planes.total) control planes and "
      + "\(workers.ready) of \(workers.desired ?? workers.total) workers are ready"
  }
}
