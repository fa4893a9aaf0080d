// SPDX-License-Identifier: Apache-2.0

/// `spec.replicas` of a MachineDeployment or MachineSet that does not say it.
package enum DefaultReplicas {
  private static let group = "cluster.x-k8s.io/cluster-api-autoscaler-node-group"

  /// Beside an autoscaler, which owns the field, git leaves it out: the number stays what it was, within
  /// the autoscaler's bounds. Otherwise it stays what it was, or is one.
  package static func replicas(before: Int?, annotations: [String: String]) -> Int {
    guard let least = annotations["\(group)-min-size"].flatMap({ Int($0) }),
      let most = annotations["\(group)-max-size"].flatMap({ Int($0) }), least <= most
    else { return before ?? 1 }
    return min(max(before ?? least, least), most)
  }
}
