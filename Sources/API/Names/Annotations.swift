// SPDX-License-Identifier: Apache-2.0

/// The annotations of Cluster API, to the letter, and our own.
package enum Annotations {
  /// On any object: nobody works on it while it is there.
  package static let paused = "cluster.x-k8s.io/paused"
  /// Somebody else makes the infrastructure; only its status is read.
  package static let managedBy = "cluster.x-k8s.io/managed-by"
  /// What an older version cannot say of an object, kept while it is read and written in that
  /// version.
  package static let conversionData = "cluster.x-k8s.io/conversion-data"
  /// On a Machine: it goes first when its set becomes smaller.
  package static let deleteMachine = "cluster.x-k8s.io/delete-machine"
  /// On a Machine: it is to be replaced now.
  package static let remediateMachine = "cluster.x-k8s.io/remediate-machine"
  /// On a Machine: its health is not looked at.
  package static let skipRemediation = "cluster.x-k8s.io/skip-remediation"
  /// On a MachineSet: it makes no Machines.
  package static let disableMachineCreate = "cluster.x-k8s.io/disable-machine-create"
  /// On a MachinePool: somebody else says how many there are.
  package static let replicasManagedBy = "cluster.x-k8s.io/replicas-managed-by"
  /// The template that the object was made from.
  package static let clonedFromName = "cluster.x-k8s.io/cloned-from-name"
  /// The kind of that template.
  package static let clonedFromGroupKind = "cluster.x-k8s.io/cloned-from-groupkind"
  /// On a Node: the name of its Cluster.
  package static let clusterName = "cluster.x-k8s.io/cluster-name"
  /// On a Node: the namespace of its Cluster.
  package static let clusterNamespace = "cluster.x-k8s.io/cluster-namespace"
  /// On a Node: its Machine.
  package static let machine = "cluster.x-k8s.io/machine"
  /// On a Node: the kind of its Machine's owner.
  package static let ownerKind = "cluster.x-k8s.io/owner-kind"
  /// On a Node: the name of its Machine's owner.
  package static let ownerName = "cluster.x-k8s.io/owner-name"
  /// On a Node: the labels that it has from its Machine.
  package static let labelsFromMachine = "cluster.x-k8s.io/labels-from-machine"

  /// On a MachineDeployment and its sets: which generation of its template this is.
  package static let revision = "machinedeployment.clusters.x-k8s.io/revision"
  /// On a MachineSet: how many Machines its deployment wanted when it scaled it last.
  package static let desiredReplicas = "machinedeployment.clusters.x-k8s.io/desired-replicas"
  /// On a MachineSet: the most that its deployment may have while it rolls out.
  package static let maxReplicas = "machinedeployment.clusters.x-k8s.io/max-replicas"

  /// On a Machine: its Node is not drained.
  package static let excludeNodeDraining = "machine.cluster.x-k8s.io/exclude-node-draining"
  /// On a Machine: its volumes are not waited for.
  package static let excludeWaitForVolumeDetach =
    "machine.cluster.x-k8s.io/exclude-wait-for-node-volume-detach"
  /// On a Machine or KubeadmConfig of a control plane: when its certificates end.
  package static let certificatesExpiry = "machine.cluster.x-k8s.io/certificates-expiry"
  /// A prefix. On a Machine: it is not drained while an annotation that begins so is there.
  package static let preDrainHook = "pre-drain.delete.hook.machine.cluster.x-k8s.io"
  /// A prefix. On a Machine: its infrastructure stays while an annotation that begins so is there.
  package static let preTerminateHook = "pre-terminate.delete.hook.machine.cluster.x-k8s.io"
  /// On a Machine of a control plane: it stays until its member has left etcd.
  package static let controlPlaneCleanupHook = preTerminateHook + "/kcp-cleanup"
  /// On a MachineSet: the checks before it makes Machines that are not to be made, or `All`.
  package static let skipPreflightChecks = "machineset.cluster.x-k8s.io/skip-preflight-checks"
  /// On a KubeadmControlPlane: the Machine that is being replaced, and how often that was tried.
  package static let remediationInProgress =
    "controlplane.cluster.x-k8s.io/remediation-in-progress"
  /// On a Machine: the one that it replaces.
  package static let remediationFor = "controlplane.cluster.x-k8s.io/remediation-for"

  /// On a MachineDeployment: the fewest that cluster-autoscaler may leave.
  package static let autoscalerMinimum =
    "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size"
  /// On a MachineDeployment: the most that cluster-autoscaler may make.
  package static let autoscalerMaximum =
    "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size"

  /// On a Cluster: the Secrets and ConfigMaps with the values of its `$<…>`.
  package static let variablesFrom = "capctl.dev/variables-from"
  /// What variables stood for when a Machine was made, as hashes.
  package static let boundVariables = "capctl.dev/bound-variables"
  /// On a MachineDeployment or KubeadmControlPlane: changed values of secret variables replace
  /// Machines too.
  package static let rollOnSecretChange = "capctl.dev/roll-on-secret-change"
  /// On a MachineSet: what the `$<…>` of its templates stood for, as tokens that tell a change only.
  package static let frozenVariables = "capctl.dev/frozen-variables"
  /// On a MachineSet: why its Machines are not as their MachineDeployment wants them.
  package static let outOfDate = "capctl.dev/out-of-date"
  /// The labels and annotations that a template has given to Machines, by their names.
  package static let passedDown = "capctl.dev/passed-down"
  /// `heal` has what was changed at the provider changed back; `report`, which is usual, says so.
  package static let drift = "capctl.dev/drift"
  /// On a Cluster: it is not deleted while this says `true`.
  package static let deletionProtection = "capctl.dev/deletion-protection"
  /// On an SSHHost: what is left there shall go, whoever's it was.
  package static let clean = "capctl.dev/clean"
  /// On a Kustomization: the revision that may delete more Clusters than the guard lets pass.
  package static let approve = "capctl.dev/approve"
  /// On a Cluster: the GitOpsAgent that has an agent there, which makes the cluster let go of what it has
  /// outside before its machines go. On the agent's own Deployment in the cluster: the same.
  package static let agent = "capctl.dev/agent"
  /// On an AzureFluxConfiguration: the version of the Secret that Azure is to have.
  package static let secretVersion = "capctl.dev/secret-version"
  /// On a real Kubernetes, the label of what is followed from git.
  package static let sync = "capctl.dev/sync"
  /// On a GitRepository: the Secret whose token signs the calls of a webhook.
  package static let hookSecret = "capctl.dev/hook-secret"
  /// Any new value has the object looked at now.
  package static let requestedAt = "reconcile.fluxcd.io/requestedAt"
}
