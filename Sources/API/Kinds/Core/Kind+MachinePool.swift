// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let machinePool = Kind(
    "MachinePool", "machinepools", in: .cluster, short: ["mp"],
    #"""
    about: A number of machines that the provider keeps alike, as one thing.
    v1beta2:
      scale: without selector
      spec!:
        .: "; What the pool shall be."
        clusterName!: $ClusterName
        replicas: $Autoscaled
        template!: $MachineTemplate
        providerIDList: string(1..512)[] atomic ..10000; What the provider calls its machines.
        failureDomains: string(1..256)[] atomic ..100; Where the machines run.
      status:
        $from: Replicas
        .: "; What the pool is."
        conditions: $Conditions
        initialization:
          .: "; What happens once in a pool's life."
          infrastructureProvisioned: bool; There is infrastructure.
          bootstrapDataSecretCreated: bool; There is bootstrap data.
        nodeRefs: $ObjectReference[] atomic ..10000; The Nodes of the pool.
        phase: Pending|Provisioning|Provisioned|Running|ScalingUp|ScalingDown|Scaling|Deleting|Failed|Unknown
        observedGeneration: int64
        deprecated: $DeprecatedReplicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Desired: integer .spec.replicas; Wanted machines
        Current: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready machines
        Available: integer .status.availableReplicas; Available machines
        Up-to-date: integer .status.upToDateReplicas; Machines as the spec wants them
        Paused: wide ?Paused; Nothing is touched
        Phase: .status.phase; Where the pool is
        Age: age; Time since the MachinePool was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1beta1:
      spec!:
        template: $MachineTemplateV1beta1
        minReadySeconds: int
      status:
        conditions: $ConditionsV1beta1
        upToDateReplicas: null
        versions: null
        initialization: null
        deprecated: null
        unavailableReplicas: int
        bootstrapReady: bool
        infrastructureReady: bool
        failureReason: string
        failureMessage: string
        phase: string
        v1beta2: $V1beta2Replicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Desired: wide integer .spec.replicas; Wanted machines
        Replicas: integer .status.replicas; Machines
        Phase: .status.phase; Where the pool is
        Age: age; Time since the MachinePool was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1alpha4:
      spec!: {template: $MachineTemplateV1alpha4}
      status: {v1beta2: null}
    v1alpha3:
      spec!:
        template: $MachineTemplateV1alpha3
        strategy:
          type: string
          rollingUpdate: $RollingUpdate
    """#,
    steps: [
      "v1beta1": Step(
        [.move("spec.minReadySeconds", "spec.template.spec.minReadySeconds")]
          + Lens.machineSpec(at: "spec.template.spec")
          + Lens.statusV1beta1(
            replicas: ["readyReplicas", "availableReplicas", "unavailableReplicas"],
            mirrors: [
              "Ready": "Available", "BootstrapReady": "BootstrapConfigReady",
              "InfrastructureReady": "InfrastructureReady",
            ]) + [
            .move(
              "status.infrastructureReady", "status.initialization.infrastructureProvisioned"),
            .move("status.bootstrapReady", "status.initialization.bootstrapDataSecretCreated"),
          ])
    ])
}
