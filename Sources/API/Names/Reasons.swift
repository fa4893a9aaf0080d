// SPDX-License-Identifier: Apache-2.0

/// The reasons of conditions, to the letter. A condition that is as it should be has its own type as the
/// reason; one that is not has it behind `Not`.
package enum Reasons {
  /// Something failed that is not meant to; the message has the cause, and it is tried again.
  package static let internalError = "InternalError"
  /// The cluster's own API has not answered for a while, so that nobody knows.
  package static let connectionDown = "ConnectionDown"
  /// What the cluster's own API said could not be used; the message has the cause.
  package static let inspectionFailed = "InspectionFailed"
  /// Nothing holds it any more.
  package static let deletionCompleted = "DeletionCompleted"
  /// The Cluster's infrastructure comes first: see its condition InfrastructureReady.
  package static let waitingForClusterInfrastructureReady = "WaitingForClusterInfrastructureReady"
  /// The first control plane comes first: see the condition ControlPlaneInitialized of the Cluster.
  package static let waitingForControlPlaneInitialized = "WaitingForControlPlaneInitialized"
  /// The bootstrap data come first: see the condition BootstrapConfigReady of the Machine.
  package static let waitingForBootstrapData = "WaitingForBootstrapData"

  // Deleting, of a Cluster
  /// The workers go first.
  package static let waitingForWorkersDeletion = "WaitingForWorkersDeletion"
  /// Then the control plane.
  package static let waitingForControlPlaneDeletion = "WaitingForControlPlaneDeletion"
  /// The infrastructure goes last.
  package static let waitingForInfrastructureDeletion = "WaitingForInfrastructureDeletion"

  // Deleting, of a Machine
  /// An annotation `pre-drain.delete.hook…` on the Machine holds it until whoever set it takes it
  /// away.
  package static let waitingForPreDrainHook = "WaitingForPreDrainHook"
  /// Pods are being evicted; the message names those that a PodDisruptionBudget or a finalizer
  /// keeps.
  package static let drainingNode = "DrainingNode"
  /// Volumes are still attached to the Node; the message names them.
  package static let waitingForVolumeDetach = "WaitingForVolumeDetach"
  /// An annotation `pre-terminate.delete.hook…` on the Machine holds it until whoever set it takes
  /// it away.
  package static let waitingForPreTerminateHook = "WaitingForPreTerminateHook"
  /// Its bootstrap object goes.
  package static let waitingForBootstrapDeletion = "WaitingForBootstrapDeletion"
  /// Its Node is being deleted.
  package static let deletingNode = "DeletingNode"
  /// Its Machines go first; the message names them.
  package static let waitingForMachineDeletion = "WaitingForMachineDeletion"

  // HealthCheckSucceeded, OwnerRemediated, ExternallyRemediated, RemediationAllowed
  /// The Node has been unhealthy for longer than the MachineHealthCheck allows.
  package static let unhealthyNode = "UnhealthyNode"
  /// The Machine has been unhealthy for longer than the MachineHealthCheck allows.
  package static let unhealthyMachine = "UnhealthyMachine"
  /// The Node did not come in time.
  package static let nodeStartupTimeout = "NodeStartupTimeout"
  /// The Node is gone.
  package static let nodeDeleted = "NodeDeleted"
  /// A person asked for it, by the annotation `remediate-machine`.
  package static let hasRemediateAnnotation = "HasRemediateAnnotation"
  /// The owner is to replace it next.
  package static let waitingForRemediation = "WaitingForRemediation"
  /// Replacing it would not help, or would lose data; the message says why.
  package static let cannotBeRemediated = "CannotBeRemediated"
  /// It is replaced later; the message says after what.
  package static let remediationDeferred = "RemediationDeferred"
  /// It is going, and another comes in its place.
  package static let machineDeleting = "MachineDeleting"
  /// The remediation template that the MachineHealthCheck names is not there.
  package static let remediationTemplateNotFound = "RemediationTemplateNotFound"
  /// More Machines are unhealthy than may be replaced: somebody has to look.
  package static let tooManyUnhealthy = "TooManyUnhealthy"

  package static func not(_ type: String) -> String { "Not\(type)" }
  package static func unknown(_ type: String) -> String { "\(type)Unknown" }
}
