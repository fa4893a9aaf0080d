// SPDX-License-Identifier: Apache-2.0

/// The types of conditions, to the letter.
package enum ConditionTypes {
  package static let available = "Available"
  package static let ready = "Ready"
  package static let upToDate = "UpToDate"
  package static let updating = "Updating"
  package static let deleting = "Deleting"
  package static let paused = "Paused"
  package static let rollingOut = "RollingOut"
  package static let scalingUp = "ScalingUp"
  package static let scalingDown = "ScalingDown"
  package static let remediating = "Remediating"
  package static let machinesReady = "MachinesReady"
  package static let machinesUpToDate = "MachinesUpToDate"

  // Cluster
  package static let remoteConnectionProbe = "RemoteConnectionProbe"
  package static let infrastructureReady = "InfrastructureReady"
  package static let controlPlaneAvailable = "ControlPlaneAvailable"
  package static let controlPlaneInitialized = "ControlPlaneInitialized"
  package static let controlPlaneMachinesReady = "ControlPlaneMachinesReady"
  package static let controlPlaneMachinesUpToDate = "ControlPlaneMachinesUpToDate"
  package static let workersAvailable = "WorkersAvailable"
  package static let workerMachinesReady = "WorkerMachinesReady"
  package static let workerMachinesUpToDate = "WorkerMachinesUpToDate"
  package static let topologyReconciled = "TopologyReconciled"

  // Machine
  package static let bootstrapConfigReady = "BootstrapConfigReady"
  package static let nodeReady = "NodeReady"
  package static let nodeHealthy = "NodeHealthy"
  package static let healthCheckSucceeded = "HealthCheckSucceeded"
  package static let ownerRemediated = "OwnerRemediated"
  package static let externallyRemediated = "ExternallyRemediated"
  package static let apiServerPodHealthy = "APIServerPodHealthy"
  package static let controllerManagerPodHealthy = "ControllerManagerPodHealthy"
  package static let schedulerPodHealthy = "SchedulerPodHealthy"
  package static let etcdPodHealthy = "EtcdPodHealthy"
  package static let etcdMemberHealthy = "EtcdMemberHealthy"

  // KubeadmControlPlane and KubeadmConfig
  package static let initialized = "Initialized"
  package static let certificatesAvailable = "CertificatesAvailable"
  package static let etcdClusterHealthy = "EtcdClusterHealthy"
  package static let controlPlaneComponentsHealthy = "ControlPlaneComponentsHealthy"
  package static let dataSecretAvailable = "DataSecretAvailable"

  // MachineHealthCheck and ClusterResourceSet
  package static let remediationAllowed = "RemediationAllowed"
  package static let resourcesApplied = "ResourcesApplied"
}
