// SPDX-License-Identifier: Apache-2.0

/// The types of conditions, to the letter.
package enum ConditionTypes {
  /// It can be used: of a Cluster, that everything about it is as it should be; of sets of
  /// Machines, that enough Nodes are ready.
  package static let available = "Available"
  /// Of a Machine: its Node is there and ready, and nothing is wrong with it. Of other kinds: done,
  /// for the spec as it is now.
  package static let ready = "Ready"
  /// The Machine is as its owner wants Machines to be now.
  package static let upToDate = "UpToDate"
  /// The Machine is being changed where it stands.
  package static let updating = "Updating"
  /// It is going; the message names the step and what that waits for.
  package static let deleting = "Deleting"
  /// Nobody works on it: its Cluster says `spec.paused`, or it carries the annotation.
  package static let paused = "Paused"
  /// Machines are being replaced by others of the wanted kind.
  package static let rollingOut = "RollingOut"
  /// There are fewer Machines than wanted.
  package static let scalingUp = "ScalingUp"
  /// There are more Machines than wanted.
  package static let scalingDown = "ScalingDown"
  /// A Machine that failed its health check is being replaced.
  package static let remediating = "Remediating"
  /// All its Machines are ready; the message says what is wrong with the others.
  package static let machinesReady = "MachinesReady"
  /// All its Machines are as wanted.
  package static let machinesUpToDate = "MachinesUpToDate"

  // Cluster
  /// The cluster's own API answers.
  package static let remoteConnectionProbe = "RemoteConnectionProbe"
  /// What the infrastructure provider makes is there.
  package static let infrastructureReady = "InfrastructureReady"
  /// The control plane works.
  package static let controlPlaneAvailable = "ControlPlaneAvailable"
  /// The first control plane has come up; this stays true.
  package static let controlPlaneInitialized = "ControlPlaneInitialized"
  /// All Machines of the control plane are ready.
  package static let controlPlaneMachinesReady = "ControlPlaneMachinesReady"
  /// All Machines of the control plane are as wanted.
  package static let controlPlaneMachinesUpToDate = "ControlPlaneMachinesUpToDate"
  /// All MachineDeployments and MachinePools have enough Nodes.
  package static let workersAvailable = "WorkersAvailable"
  /// All Machines of the workers are ready.
  package static let workerMachinesReady = "WorkerMachinesReady"
  /// All Machines of the workers are as wanted.
  package static let workerMachinesUpToDate = "WorkerMachinesUpToDate"

  // Machine
  /// The data that the machine starts with are made.
  package static let bootstrapConfigReady = "BootstrapConfigReady"
  /// The Node's own condition `Ready`.
  package static let nodeReady = "NodeReady"
  /// The Node is ready, and under no pressure of memory, disk or processes.
  package static let nodeHealthy = "NodeHealthy"
  /// What the MachineHealthCheck thinks of it.
  package static let healthCheckSucceeded = "HealthCheckSucceeded"
  /// False while its owner is to replace it, or puts that off; the message says why.
  package static let ownerRemediated = "OwnerRemediated"
  /// False while somebody else is to mend it, as the remediation template says.
  package static let externallyRemediated = "ExternallyRemediated"
  /// The Node's kube-apiserver works.
  package static let apiServerPodHealthy = "APIServerPodHealthy"
  /// The Node's kube-controller-manager works.
  package static let controllerManagerPodHealthy = "ControllerManagerPodHealthy"
  /// The Node's kube-scheduler works.
  package static let schedulerPodHealthy = "SchedulerPodHealthy"
  /// The Node's etcd works.
  package static let etcdPodHealthy = "EtcdPodHealthy"
  /// Its member of etcd answers, has no alarm, and knows the same members as the others.
  package static let etcdMemberHealthy = "EtcdMemberHealthy"

  // KubeadmControlPlane and KubeadmConfig
  /// Its first Machine has become a control plane.
  package static let initialized = "Initialized"
  /// Its certificate authorities and keys are there.
  package static let certificatesAvailable = "CertificatesAvailable"
  /// etcd has its quorum, and all members are well.
  package static let etcdClusterHealthy = "EtcdClusterHealthy"
  /// All parts of the control plane work on all its Machines.
  package static let controlPlaneComponentsHealthy = "ControlPlaneComponentsHealthy"
  /// The Secret with the bootstrap data is there.
  package static let dataSecretAvailable = "DataSecretAvailable"

  // MachineHealthCheck and ClusterResourceSet
  /// Not too many Machines are unhealthy to replace any.
  package static let remediationAllowed = "RemediationAllowed"
  /// All its objects are in all clusters that match.
  package static let resourcesApplied = "ResourcesApplied"
}
