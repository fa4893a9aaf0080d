// SPDX-License-Identifier: Apache-2.0

/// The labels of Cluster API, to the letter.
package enum Labels {
  /// What every group and name of Cluster API ends in.
  package static let group = "cluster.x-k8s.io"

  package static let clusterName = "cluster.x-k8s.io/cluster-name"
  package static let controlPlane = "cluster.x-k8s.io/control-plane"
  package static let controlPlaneName = "cluster.x-k8s.io/control-plane-name"
  package static let setName = "cluster.x-k8s.io/set-name"
  package static let deploymentName = "cluster.x-k8s.io/deployment-name"
  package static let poolName = "cluster.x-k8s.io/pool-name"
  package static let watchFilter = "cluster.x-k8s.io/watch-filter"
  package static let drain = "cluster.x-k8s.io/drain"
  package static let provider = "cluster.x-k8s.io/provider"
  /// Tells the Machines of one MachineSet from those of another.
  package static let templateHash = "machine-template-hash"
  package static let managedBy = "app.kubernetes.io/managed-by"

  /// On a definition: which of its versions implements a version of the contract.
  package static func contract(_ version: String) -> String { "\(group)/\(version)" }
}
