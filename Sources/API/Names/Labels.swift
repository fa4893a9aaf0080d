// SPDX-License-Identifier: Apache-2.0

/// The labels of Cluster API, to the letter.
package enum Labels {
  /// What every group and name of Cluster API ends in.
  package static let group = "cluster.x-k8s.io"

  /// The Cluster that an object belongs to.
  package static let clusterName = "cluster.x-k8s.io/cluster-name"
  /// On Machines of a control plane.
  package static let controlPlane = "cluster.x-k8s.io/control-plane"
  /// The control plane that a Machine belongs to.
  package static let controlPlaneName = "cluster.x-k8s.io/control-plane-name"
  /// The MachineSet that a Machine belongs to.
  package static let setName = "cluster.x-k8s.io/set-name"
  /// The MachineDeployment that a Machine or MachineSet belongs to.
  package static let deploymentName = "cluster.x-k8s.io/deployment-name"
  /// On a Pod: `skip` leaves it where it is when its Node is drained, `wait-completed` waits for its end.
  package static let drain = "cluster.x-k8s.io/drain"
  /// Tells the Machines of one MachineSet from those of another.
  package static let templateHash = "machine-template-hash"
  /// What made an object that belongs to no kind of ours.
  package static let managedBy = "app.kubernetes.io/managed-by"

  /// On a definition: which of its versions implements a version of the contract.
  package static func contract(_ version: String) -> String { "\(group)/\(version)" }
}
