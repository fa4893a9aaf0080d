// SPDX-License-Identifier: Apache-2.0

package import Kube

/// All our kinds.
package enum Kinds {
  package static let all: [Kind] = [
    .cluster, .machine, .machineSet, .machineDeployment, .machinePool, .machineHealthCheck,
    .kubeadmConfig, .kubeadmConfigTemplate, .kubeadmControlPlane, .kubeadmControlPlaneTemplate,
    .clusterResourceSet, .clusterResourceSetBinding, .inMemoryCluster, .inMemoryMachine,
    .inMemoryMachineTemplate, .dockerCluster, .dockerMachine, .dockerMachineTemplate, .sshCluster,
    .sshMachine, .sshMachineTemplate, .sshHost, .azureCluster, .azureMachine, .azureMachineTemplate,
    .azureClusterIdentity, .azureManagedCluster, .azureManagedControlPlane,
    .azureManagedMachinePool, .azureResource, .azureFluxConfiguration, .gitRepository,
    .kustomization, .gitOpsAgent,
  ]

  private static let byGroupKind = Dictionary(
    uniqueKeysWithValues: all.map { ($0.groupKind, $0) })

  package static func find(_ kind: GroupKind) -> Kind? { byGroupKind[kind] }

  /// The version of a kind of ours that implements a version of the contract; where there is none, the
  /// one that is stored. Nil for kinds of others.
  package static func version(of kind: GroupKind, contract: String) -> String? {
    guard let kind = find(kind) else { return nil }
    return kind.versions.contains(contract) ? contract : kind.storedVersion
  }
}
