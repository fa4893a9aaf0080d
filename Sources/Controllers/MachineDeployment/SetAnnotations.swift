// SPDX-License-Identifier: Apache-2.0

/// The annotations that a MachineSet has of its deployment.
package enum SetAnnotations {
  static let prefix = "machinedeployment.clusters.x-k8s.io/"

  /// Of each set itself, or of those who applied the deployment: never copied.
  private static let own: Set<String> = [
    "kubectl.kubernetes.io/last-applied-configuration", "cluster.x-k8s.io/conversion-data",
    "\(prefix)revision", "\(prefix)revision-history", "\(prefix)desired-replicas",
    "\(prefix)max-replicas",
  ]

  /// All annotations that a set should have. `mayCreate` is false for old sets under OnDelete.
  package static func all(
    of deployment: [String: String], fenceposts: Fenceposts, revision: Revision, mayCreate: Bool
  ) -> [String: String] {
    var annotations = deployment.filter { !own.contains($0.key) }
    annotations["\(prefix)desired-replicas"] = "\(fenceposts.replicas)"
    annotations["\(prefix)max-replicas"] = "\(fenceposts.most)"
    annotations["\(prefix)revision"] = "\(revision.number)"
    if !revision.history.isEmpty {
      let history = revision.history.map { "\($0)" }
      annotations["\(prefix)revision-history"] = history.joined(separator: ",")
    }
    annotations["cluster.x-k8s.io/disable-machine-create"] = mayCreate ? "false" : "true"
    return annotations
  }

  /// The revision that a set's annotations tell; nil where they tell none.
  package static func revision(in annotations: [String: String]) -> Revision? {
    guard let number = annotations["\(prefix)revision"].flatMap({ Int64($0) }) else { return nil }
    let history = annotations["\(prefix)revision-history"] ?? ""
    return Revision(number, history: history.split(separator: ",").compactMap { Int64($0) })
  }
}
