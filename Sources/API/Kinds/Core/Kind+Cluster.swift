// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let cluster = Kind(
    "Cluster", "clusters", in: .cluster, short: ["cl"],
    #"""
    about: A workload cluster.
    v1beta2:
      spec:
        .: "; What the cluster shall be."
        paused: bool; Nothing that belongs to the cluster is touched.
        clusterNetwork:
          .: "; The addresses inside the cluster."
          apiServerPort: int 1..65535; Where the API server listens on its machines.
          services: {cidrBlocks!: $Blocks}
          pods: {cidrBlocks!: $Blocks}
          serviceDomain: string 1..253; The domain of Services.
        controlPlaneEndpoint: $Endpoint
        controlPlaneRef: $ContractRef
        infrastructureRef: $ContractRef
        availabilityGates[]:
          .: "map(conditionType) 1..32; Further conditions that count for Available."
          conditionType!: string 1..316; A condition of the Cluster.
          polarity: Positive|Negative; Which status is the good one; Positive unless said.
        topology: object; A cluster made of a ClusterClass; not supported.
      status:
        .: "; What the cluster is."
        conditions: $Conditions
        initialization:
          .: "; What happens once in a cluster's life."
          infrastructureProvisioned: bool; There is infrastructure.
          controlPlaneInitialized: bool; The API server has answered.
        controlPlane: $MachineCounts
        workers: $MachineCounts
        failureDomains: $FailureDomain[] map(name) 1..100; Where machines may run.
        phase: Pending|Provisioning|Provisioned|Deleting|Failed|Unknown
        observedGeneration: int64
        deprecated: $Deprecated
      columns:
        ClusterClass: .spec.topology.classRef.name; The class the cluster is made of
        Available: ?Available; The cluster passes all checks of availability
        CP Desired: integer .status.controlPlane.desiredReplicas; Wanted control plane Machines
        CP Current: wide integer .status.controlPlane.replicas; Control plane Machines
        CP Ready: wide integer .status.controlPlane.readyReplicas; Ready control plane Machines
        CP Available: integer .status.controlPlane.availableReplicas; Available control plane Machines
        CP Up-to-date: integer .status.controlPlane.upToDateReplicas; Up-to-date control plane Machines
        W Desired: integer .status.workers.desiredReplicas; Wanted worker Machines
        W Current: wide integer .status.workers.replicas; Worker Machines
        W Ready: wide integer .status.workers.readyReplicas; Ready worker Machines
        W Available: integer .status.workers.availableReplicas; Available worker Machines
        W Up-to-date: integer .status.workers.upToDateReplicas; Up-to-date worker Machines
        Paused: wide ?Paused; Nothing is touched
        Phase: .status.phase; Where the cluster is in its life
        Age: age; Time since the Cluster was made
        Version: .spec.topology.version; The version of Kubernetes
    v1beta1:
      spec:
        controlPlaneEndpoint: $EndpointV1beta1
        controlPlaneRef: $ObjectReference
        infrastructureRef: $ObjectReference
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        controlPlane: null
        workers: null
        deprecated: null
        infrastructureReady: bool
        controlPlaneReady: bool
        failureReason: string
        failureMessage: string
        failureDomains: $FailureDomainV1beta1{}
        phase: string
        v1beta2:
          conditions: $Conditions
          controlPlane: $MachineCountsV1beta1
          workers: $MachineCountsV1beta1
      columns:
        ClusterClass: .spec.topology.class; The class the cluster is made of
        Phase: .status.phase; Where the cluster is in its life
        Age: age; Time since the Cluster was made
        Version: .spec.topology.version; The version of Kubernetes
    v1alpha4:
      spec: {availabilityGates: null}
      status: {v1beta2: null}
      columns:
        Phase: .status.phase; Where the cluster is in its life
    v1alpha3:
      spec: {topology: null}
    """#,
    steps: [
      "v1beta1": Step(
        Lens.references(["spec.controlPlaneRef", "spec.infrastructureRef"])
          + Lens.statusV1beta1(
            counts: ["controlPlane", "workers"],
            mirrors: [
              "Ready": "Available", "InfrastructureReady": "InfrastructureReady",
              "ControlPlaneReady": "ControlPlaneAvailable",
              "ControlPlaneInitialized": "ControlPlaneInitialized",
            ]) + [
            .move(
              "status.infrastructureReady", "status.initialization.infrastructureProvisioned"),
            .move("status.controlPlaneReady", "status.initialization.controlPlaneInitialized"),
            .failureDomains("status.failureDomains"),
          ])
    ])
}
