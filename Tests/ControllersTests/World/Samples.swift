// SPDX-License-Identifier: Apache-2.0

/// Objects that people write.
enum Samples {
  /// A cluster without a control plane object: one Machine of the control plane and one worker.
  static let standalone = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: c}
    spec:
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: c}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: InMemoryCluster
    metadata: {name: c}
    ---
    \(machine("cp", labels: "cluster.x-k8s.io/control-plane: \"\""))
    ---
    \(machine("worker", labels: "node-role.kubernetes.io/worker: \"\""))
    """

  static func machine(_ name: String, labels: String = "", spec: String = "") -> String {
    """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Machine
    metadata: {name: \(name), labels: {\(labels)}}
    spec:
      clusterName: c
      bootstrap:
        configRef: {apiGroup: bootstrap.cluster.x-k8s.io, kind: KubeadmConfig, name: \(name)}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachine, name: \(name)}
      \(spec)
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
    kind: KubeadmConfig
    metadata: {name: \(name)}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: InMemoryMachine
    metadata: {name: \(name)}
    """
  }
}
