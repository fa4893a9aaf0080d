// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What is seen of a Cluster that goes.
package struct ClusterDeletion: Sendable {
  /// One object that goes before the Cluster does.
  package struct Dependent: Sendable, Hashable {
    package let kind: String
    package let name: String
    /// When it began to go.
    package var deletionTime: Time?

    package init(_ kind: String, _ name: String, deletionTime: Time? = nil) {
      self.kind = kind
      self.name = name
      self.deletionTime = deletionTime
    }

    package var subject: String { "\(kind) \(name)" }
  }

  /// The GitOpsAgent that makes the cluster let go of load balancers and volumes while it can.
  package var agent: String?
  /// MachinePools, MachineDeployments, MachineSets that stand alone, Machines that stand alone.
  package var workers: [Dependent] = []
  /// Whether a worker has yet to begin to go, or is held by somebody who may still ask the cluster.
  package var workersNeedControlPlane = false
  /// Machines of the control plane.
  package var controlPlaneMachines: [Dependent] = []
  /// What `spec.controlPlaneRef` names.
  package var controlPlane: Dependent?
  /// What `spec.infrastructureRef` names.
  package var infrastructure: Dependent?

  package init() {}
}
