// SPDX-License-Identifier: Apache-2.0

/// `status.phase` of a Machine.
package enum MachinePhase: String, Sendable {
  case pending = "Pending"
  case provisioning = "Provisioning"
  case provisioned = "Provisioned"
  case running = "Running"
  case updating = "Updating"
  case deleting = "Deleting"
  case failed = "Failed"

  /// What the phase follows from.
  package struct Facts: Sendable {
    package var isBootstrapReady = false
    package var isInfrastructureReady = false
    package var hasProviderID = false
    package var hasNode = false
    package var isUpdating = false
    package var isDeleting = false
    /// A failure that no retry mends, as v1beta1 infrastructure reports it.
    package var isFailed = false

    package init() {}
  }

  /// The later fact wins, so that a Machine whose Node is known never falls back to Provisioned.
  package init(_ facts: Facts) {
    self = .pending
    if facts.isBootstrapReady && !facts.isInfrastructureReady { self = .provisioning }
    if facts.hasProviderID { self = .provisioned }
    if facts.hasNode && facts.isInfrastructureReady { self = .running }
    if facts.isUpdating { self = .updating }
    if facts.isFailed { self = .failed }
    if facts.isDeleting { self = .deleting }
  }
}
