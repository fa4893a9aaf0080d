// SPDX-License-Identifier: Apache-2.0

/// Objects that people write.
enum Samples {
  /// A cluster without a control plane object: one Machine of the control plane and one worker.
  static let standalone = """
    \(bare)
    ---
    \(machine("worker", labels: "node-role.kubernetes.io/worker: \"\""))
    """

  /// The same without the worker.
  static let bare = """
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

  /// Templates, and a MachineDeployment that uses them.
  static func deployment(_ replicas: Int, spec: String = "", infrastructure: String = "") -> String
  {
    """
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
    kind: KubeadmConfigTemplate
    metadata: {name: boot}
    spec: {template: {spec: {preKubeadmCommands: ["echo $<GREETING:=hello>"]}}}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: InMemoryMachineTemplate
    metadata: {name: infra}
    spec: {template: {spec: {\(infrastructure)}}}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment
    metadata: {name: md}
    spec:
      clusterName: c
      replicas: \(replicas)
      \(spec)
      template:
        metadata: {labels: {node-role.kubernetes.io/worker: ""}}
        spec:
          clusterName: c
          version: v1.31.0
          \(references)
    """
  }

  private static let references = """
    bootstrap: {configRef: {apiGroup: bootstrap.cluster.x-k8s.io, kind: KubeadmConfigTemplate, name: boot}}
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachineTemplate, name: infra}
    """

  /// The templates, and a MachineSet that nobody else made.
  static func machineSet(_ replicas: Int) -> String {
    deployment(replicas).replacing("kind: MachineDeployment", with: "kind: MachineSet")
      .replacing("metadata: {name: md}", with: "metadata: {name: ms}")
  }
}
