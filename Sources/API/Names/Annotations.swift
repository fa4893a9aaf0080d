// SPDX-License-Identifier: Apache-2.0

/// The annotations of Cluster API, to the letter, and our own.
package enum Annotations {
  package static let paused = "cluster.x-k8s.io/paused"
  /// Somebody else makes the infrastructure; only its status is read.
  package static let managedBy = "cluster.x-k8s.io/managed-by"
  package static let conversionData = "cluster.x-k8s.io/conversion-data"
  package static let deleteMachine = "cluster.x-k8s.io/delete-machine"
  package static let remediateMachine = "cluster.x-k8s.io/remediate-machine"
  package static let skipRemediation = "cluster.x-k8s.io/skip-remediation"
  package static let disableMachineCreate = "cluster.x-k8s.io/disable-machine-create"
  package static let replicasManagedBy = "cluster.x-k8s.io/replicas-managed-by"
  package static let clonedFromName = "cluster.x-k8s.io/cloned-from-name"
  package static let clonedFromGroupKind = "cluster.x-k8s.io/cloned-from-groupkind"
  package static let clusterName = "cluster.x-k8s.io/cluster-name"
  package static let clusterNamespace = "cluster.x-k8s.io/cluster-namespace"
  package static let machine = "cluster.x-k8s.io/machine"
  package static let ownerKind = "cluster.x-k8s.io/owner-kind"
  package static let ownerName = "cluster.x-k8s.io/owner-name"
  package static let labelsFromMachine = "cluster.x-k8s.io/labels-from-machine"

  package static let revision = "machinedeployment.clusters.x-k8s.io/revision"
  package static let desiredReplicas = "machinedeployment.clusters.x-k8s.io/desired-replicas"
  package static let maxReplicas = "machinedeployment.clusters.x-k8s.io/max-replicas"

  package static let excludeNodeDraining = "machine.cluster.x-k8s.io/exclude-node-draining"
  package static let excludeWaitForVolumeDetach =
    "machine.cluster.x-k8s.io/exclude-wait-for-node-volume-detach"
  package static let certificatesExpiry = "machine.cluster.x-k8s.io/certificates-expiry"
  package static let preDrainHook = "pre-drain.delete.hook.machine.cluster.x-k8s.io"
  package static let preTerminateHook = "pre-terminate.delete.hook.machine.cluster.x-k8s.io"
  package static let controlPlaneCleanupHook = preTerminateHook + "/kcp-cleanup"
  package static let skipPreflightChecks = "machineset.cluster.x-k8s.io/skip-preflight-checks"
  package static let remediationInProgress =
    "controlplane.cluster.x-k8s.io/remediation-in-progress"
  package static let remediationFor = "controlplane.cluster.x-k8s.io/remediation-for"

  package static let autoscalerMinimum =
    "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size"
  package static let autoscalerMaximum =
    "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size"

  package static let variablesFrom = "capctl.dev/variables-from"
  /// What variables stood for when a Machine was made, as hashes.
  package static let boundVariables = "capctl.dev/bound-variables"
  package static let rollOnSecretChange = "capctl.dev/roll-on-secret-change"
  /// On a MachineSet: what the `$<…>` of its templates stood for, as tokens that tell a change only.
  package static let frozenVariables = "capctl.dev/frozen-variables"
  /// On a MachineSet: why its Machines are not as their MachineDeployment wants them.
  package static let outOfDate = "capctl.dev/out-of-date"
  /// The labels and annotations that a template has given to Machines, by their names.
  package static let passedDown = "capctl.dev/passed-down"
  package static let drift = "capctl.dev/drift"
  package static let deletionProtection = "capctl.dev/deletion-protection"
  /// On an SSHHost: what is left there shall go, whoever's it was.
  package static let clean = "capctl.dev/clean"
  package static let approve = "capctl.dev/approve"
  /// On a real Kubernetes, the label of what is followed from git.
  package static let sync = "capctl.dev/sync"
  /// On a GitRepository: the Secret whose token signs the calls of a webhook.
  package static let hookSecret = "capctl.dev/hook-secret"
  package static let requestedAt = "reconcile.fluxcd.io/requestedAt"
}
