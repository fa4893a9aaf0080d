// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let machineDeployment = Kind(
    "MachineDeployment", "machinedeployments", in: .cluster, short: ["md"],
    #"""
    about: Machines that are alike, and how they are replaced when they shall be different.
    v1beta2:
      scale: with selector
      spec!:
        .: "; What the deployment shall be."
        clusterName!: $ClusterName
        replicas: $Autoscaled
        rollout:
          .: "; How Machines are replaced."
          after: time; Replace all that are older than this moment, once it has come.
          strategy:
            type!: RollingUpdate|OnDelete
            rollingUpdate: $RollingUpdate
        selector!: $LabelSelector
        template!: $MachineTemplate
        machineNaming: $MachineNaming
        remediation:
          .: "; How unhealthy Machines are replaced."
          maxInFlight: intstr
        deletion: $DeletionOrder
        paused: bool; No roll-out begins or goes on.
      status:
        $from: Replicas
        .: "; What the deployment is."
        conditions: $Conditions
        selector: string ..4096; The selector as text.
        phase: ScalingUp|ScalingDown|Running|Failed|Unknown
        observedGeneration: int64
        deprecated: $DeprecatedReplicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Available: ?Available; Enough Machines are available
        Desired: integer .spec.replicas; Wanted Machines
        Current: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Available+: integer .status.availableReplicas; Available Machines
        Up-to-date: integer .status.upToDateReplicas; Machines as the spec wants them
        Paused: wide ?Paused; Nothing is touched
        Phase: .status.phase; Where the deployment is
        Age: age; Time since the MachineDeployment was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1beta1:
      spec!:
        rollout: null
        rolloutAfter: time
        template: $MachineTemplateV1beta1
        machineNaming: null
        machineNamingStrategy: $MachineNaming
        remediation: null
        deletion: null
        strategy:
          type: RollingUpdate|OnDelete
          rollingUpdate:
            $from: RollingUpdate
            deletePolicy: Random|Newest|Oldest
          remediation: {maxInFlight: intstr}
        minReadySeconds: int
        revisionHistoryLimit: int
        progressDeadlineSeconds: int
      status:
        conditions: $ConditionsV1beta1
        upToDateReplicas: null
        versions: null
        deprecated: null
        updatedReplicas: int
        unavailableReplicas: int
        phase: string
        v1beta2: $V1beta2Replicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Desired: wide integer .spec.replicas; Wanted Machines
        Replicas: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Updated: integer .status.updatedReplicas; Machines as the spec wants them
        Unavailable: integer .status.unavailableReplicas; Machines that are missing
        Phase: .status.phase; Where the deployment is
        Age: age; Time since the MachineDeployment was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1alpha4:
      spec!:
        rolloutAfter: null
        template: $MachineTemplateV1alpha4
        machineNamingStrategy: null
        strategy: {remediation: null}
      status: {v1beta2: null}
    v1alpha3:
      spec!:
        template: $MachineTemplateV1alpha3
        strategy: {rollingUpdate: {deletePolicy: null}}
      status: {conditions: null}
    """#,
    steps: [
      "v1beta1": Step(
        [
          .move("spec.rolloutAfter", "spec.rollout.after"),
          .move("spec.strategy.rollingUpdate.deletePolicy", "spec.deletion.order"),
          .move("spec.strategy.remediation", "spec.remediation"),
          .move("spec.strategy", "spec.rollout.strategy"),
          .move("spec.machineNamingStrategy", "spec.machineNaming"),
          .move("spec.minReadySeconds", "spec.template.spec.minReadySeconds"),
        ] + Lens.machineSpec(at: "spec.template.spec")
          + Lens.statusV1beta1(
            replicas: [
              "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas",
            ],
            mirrors: ["Ready": "Available", "Available": "Available"]))
    ])
}
