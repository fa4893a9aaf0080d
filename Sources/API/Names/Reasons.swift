// SPDX-License-Identifier: Apache-2.0

/// The reasons of conditions, to the letter. A condition that is as it should be has its own type as the
/// reason; one that is not has it behind `Not`.
package enum Reasons {
  package static let internalError = "InternalError"
  package static let connectionDown = "ConnectionDown"
  package static let inspectionFailed = "InspectionFailed"
  package static let deletionCompleted = "DeletionCompleted"
  package static let waitingForReplicasSet = "WaitingForReplicasSet"
  package static let waitingForClusterInfrastructureReady = "WaitingForClusterInfrastructureReady"
  package static let waitingForControlPlaneInitialized = "WaitingForControlPlaneInitialized"
  package static let waitingForBootstrapData = "WaitingForBootstrapData"

  // Deleting, of a Cluster
  package static let waitingForBeforeDeleteHook = "WaitingForBeforeDeleteHook"
  package static let waitingForWorkersDeletion = "WaitingForWorkersDeletion"
  package static let waitingForControlPlaneDeletion = "WaitingForControlPlaneDeletion"
  package static let waitingForInfrastructureDeletion = "WaitingForInfrastructureDeletion"

  // Deleting, of a Machine
  package static let waitingForPreDrainHook = "WaitingForPreDrainHook"
  package static let drainingNode = "DrainingNode"
  package static let waitingForVolumeDetach = "WaitingForVolumeDetach"
  package static let waitingForPreTerminateHook = "WaitingForPreTerminateHook"
  package static let waitingForBootstrapDeletion = "WaitingForBootstrapDeletion"
  package static let deletingNode = "DeletingNode"
  package static let waitingForMachineDeletion = "WaitingForMachineDeletion"

  // HealthCheckSucceeded, OwnerRemediated, ExternallyRemediated, RemediationAllowed
  package static let unhealthyNode = "UnhealthyNode"
  package static let unhealthyMachine = "UnhealthyMachine"
  package static let nodeStartupTimeout = "NodeStartupTimeout"
  package static let nodeDeleted = "NodeDeleted"
  package static let hasRemediateAnnotation = "HasRemediateAnnotation"
  package static let waitingForRemediation = "WaitingForRemediation"
  package static let cannotBeRemediated = "CannotBeRemediated"
  package static let remediationDeferred = "RemediationDeferred"
  package static let machineDeleting = "MachineDeleting"
  package static let remediationTemplateNotFound = "RemediationTemplateNotFound"
  package static let remediationRequestCreationFailed = "RemediationRequestCreationFailed"
  package static let tooManyUnhealthy = "TooManyUnhealthy"

  package static func not(_ type: String) -> String { "Not\(type)" }
  package static func unknown(_ type: String) -> String { "\(type)Unknown" }
}
