// SPDX-License-Identifier: Apache-2.0

/// The finalizers of Cluster API, to the letter.
package enum Finalizers {
  /// Flux's, on a Kustomization and on a GitRepository.
  package static let flux = "finalizers.fluxcd.io"
  /// On a GitOpsAgent: its agents leave their clusters first.
  package static let gitOpsAgent = "gitops.capctl.dev/agent"
  /// On a Cluster: workers, control plane and infrastructure go first, in this order.
  package static let cluster = "cluster.cluster.x-k8s.io"
  /// On a Machine: drain, volumes, infrastructure, bootstrap data and Node come first.
  package static let machine = "machine.cluster.x-k8s.io"
  /// On a MachineSet: its Machines go first.
  package static let machineSet = "cluster.x-k8s.io/machineset"
  /// On a MachineDeployment: its MachineSets go first.
  package static let machineDeployment = "cluster.x-k8s.io/machinedeployment"
  /// On a MachinePool: its infrastructure goes first.
  package static let machinePool = "machinepool.cluster.x-k8s.io"
  /// On a KubeadmControlPlane: its Machines go first.
  package static let kubeadmControlPlane = "kubeadm.controlplane.cluster.x-k8s.io"
  /// On a ClusterResourceSet: what it noted in its bindings goes first.
  package static let clusterResourceSet = "addons.cluster.x-k8s.io"
  /// On an InMemoryCluster: the logical cluster goes first.
  package static let inMemoryCluster = "inmemorycluster.infrastructure.cluster.x-k8s.io"
  /// On an InMemoryMachine: its Node leaves first.
  package static let inMemoryMachine = "inmemorymachine.infrastructure.cluster.x-k8s.io"
}
