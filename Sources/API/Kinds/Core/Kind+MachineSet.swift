// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let machineSet = Kind(
    "MachineSet", "machinesets", in: .cluster, short: ["ms"],
    #"""
    about: A number of Machines that are all alike.
    v1beta2:
      scale: with selector
      spec!:
        .: "; What the set shall be."
        clusterName!: $ClusterName
        replicas: $Autoscaled
        selector!: $LabelSelector
        template!: $MachineTemplate
        machineNaming: $MachineNaming
        deletion: $DeletionOrder
      status:
        $from: Replicas
        .: "; What the set is."
        conditions: $Conditions
        selector: string ..4096; The selector as text.
        observedGeneration: int64
        deprecated: $DeprecatedReplicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Desired: integer .spec.replicas; Wanted Machines
        Current: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Available: integer .status.availableReplicas; Available Machines
        Up-to-date: integer .status.upToDateReplicas; Machines as the owner wants them
        Paused: wide ?Paused; Nothing is touched
        Age: age; Time since the MachineSet was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1beta1:
      spec!:
        template: $MachineTemplateV1beta1
        machineNaming: null
        machineNamingStrategy: $MachineNaming
        deletion: null
        deletePolicy: Random|Newest|Oldest
        minReadySeconds: int
      status:
        conditions: $ConditionsV1beta1
        upToDateReplicas: null
        versions: null
        deprecated: null
        fullyLabeledReplicas: int
        failureReason: string
        failureMessage: string
        v1beta2: $V1beta2Replicas
      columns:
        Cluster: .spec.clusterName; The cluster
        Desired: wide integer .spec.replicas; Wanted Machines
        Replicas: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Available: integer .status.availableReplicas; Available Machines
        Age: age; Time since the MachineSet was made
        Version: .spec.template.spec.version; The version of Kubernetes
    v1alpha4:
      spec!:
        template: $MachineTemplateV1alpha4
        machineNamingStrategy: null
      status: {v1beta2: null}
    v1alpha3:
      spec!: {template: $MachineTemplateV1alpha3}
      status: {conditions: null}
    """#,
    steps: [
      "v1beta1": Step(
        [
          .move("spec.deletePolicy", "spec.deletion.order"),
          .move("spec.machineNamingStrategy", "spec.machineNaming"),
          .move("spec.minReadySeconds", "spec.template.spec.minReadySeconds"),
        ] + Lens.machineSpec(at: "spec.template.spec")
          + Lens.statusV1beta1(
            replicas: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
            mirrors: [
              "Ready": "MachinesReady", "MachinesReady": "MachinesReady",
              "MachinesCreated": "MachinesCreated", "Resized": "Resized",
            ]))
    ])
}
