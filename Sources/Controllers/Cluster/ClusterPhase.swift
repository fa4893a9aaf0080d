// SPDX-License-Identifier: Apache-2.0

/// `status.phase` of a Cluster.
package enum ClusterPhase: String, Sendable {
  case pending = "Pending"
  case provisioning = "Provisioning"
  case provisioned = "Provisioned"
  case deleting = "Deleting"
  case failed = "Failed"

  /// What the phase follows from.
  package struct Facts: Sendable {
    /// It names an infrastructure object or a control plane.
    package var hasReferences = false
    package var isInfrastructureReady = false
    package var hasEndpoint = false
    package var isDeleting = false

    package init() {}
  }

  package init(_ facts: Facts) {
    self = facts.hasReferences ? .provisioning : .pending
    if facts.isInfrastructureReady && facts.hasEndpoint { self = .provisioned }
    if facts.isDeleting { self = .deleting }
  }
}
