// SPDX-License-Identifier: Apache-2.0

/// The finalizers of Cluster API, to the letter.
package enum Finalizers {
  /// Flux's, on a Kustomization and on a GitRepository.
  package static let flux = "finalizers.fluxcd.io"
  package static let gitOpsAgent = "gitops.capctl.dev/agent"
  package static let cluster = "cluster.cluster.x-k8s.io"
  package static let machine = "machine.cluster.x-k8s.io"
  package static let machineSet = "cluster.x-k8s.io/machineset"
  package static let machineDeployment = "cluster.x-k8s.io/machinedeployment"
  package static let machinePool = "machinepool.cluster.x-k8s.io"
  package static let kubeadmControlPlane = "kubeadm.controlplane.cluster.x-k8s.io"
  package static let clusterResourceSet = "addons.cluster.x-k8s.io"
  package static let inMemoryCluster = "inmemorycluster.infrastructure.cluster.x-k8s.io"
  package static let inMemoryMachine = "inmemorymachine.infrastructure.cluster.x-k8s.io"
}
