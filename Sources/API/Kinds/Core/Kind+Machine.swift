// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let machine = Kind(
    "Machine", "machines", in: .cluster, short: ["ma"],
    #"""
    about: A machine that is, or becomes, one Node of a cluster.
    v1beta2:
      spec!: $MachineSpec
      status:
        .: "; What the machine is."
        conditions: $Conditions
        initialization:
          .: "; What happens once in a machine's life."
          infrastructureProvisioned: bool; There is a machine.
          bootstrapDataSecretCreated: bool; There is bootstrap data for it.
        nodeRef:
          .: "; The Node that the machine is."
          name!: string 1..253; The Node.
        nodeInfo: $NodeInfo
        lastUpdated: time; When the phase last changed.
        addresses: $Address[] atomic ..256; Where the machine can be reached.
        phase: Pending|Provisioning|Provisioned|Running|Updating|Deleting|Deleted|Failed|Unknown
        certificatesExpiryDate: time; When the certificates of a control plane machine run out.
        observedGeneration: int64
        deletion:
          .: "; How far the deletion has come."
          nodeDrainStartTime: time; When the drain began.
          waitForNodeVolumeDetachStartTime: time; When the wait for volumes began.
        failureDomain: string 1..256; Where the machine runs.
        deprecated: $Deprecated
      columns:
        Cluster: .spec.clusterName; The cluster
        Node Name: .status.nodeRef.name; The Node that the machine is
        Provider ID: wide .spec.providerID; What the provider calls the machine
        Ready: ?Ready; The machine is as it should be
        Available: ?Available; The machine has been Ready for long enough
        Up-to-date: ?UpToDate; The machine is as its owner wants it
        Internal-IP: wide .status.addresses[?(@.type=="InternalIP")].address; Address inside
        External-IP: wide .status.addresses[?(@.type=="ExternalIP")].address; Address outside
        OS-Image: wide .status.nodeInfo.osImage; The system the Node runs
        Paused: wide ?Paused; Nothing is touched
        Phase: .status.phase; Where the machine is in its life
        Age: age; Time since the Machine was made
        Version: .spec.version; The version of Kubernetes
    v1beta1:
      spec!: $MachineSpecV1beta1
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        deprecated: null
        failureDomain: null
        nodeRef: $ObjectReference
        bootstrapReady: bool
        infrastructureReady: bool
        failureReason: string
        failureMessage: string
        phase: string
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: .spec.clusterName; The cluster
        NodeName: .status.nodeRef.name; The Node that the machine is
        ProviderID: .spec.providerID; What the provider calls the machine
        Phase: .status.phase; Where the machine is in its life
        Age: age; Time since the Machine was made
        Version: .spec.version; The version of Kubernetes
    v1alpha4:
      spec!: $MachineSpecV1alpha4
      status:
        certificatesExpiryDate: null
        deletion: null
        v1beta2: null
        version: string; The version that the Node runs.
    v1alpha3:
      spec!: $MachineSpecV1alpha3
      status: {nodeInfo: null}
    """#,
    steps: [
      "v1beta1": Step(
        Lens.machineSpec(at: "spec")
          + Lens.statusV1beta1(mirrors: [
            "Ready": "Ready", "BootstrapReady": "BootstrapConfigReady",
            "InfrastructureReady": "InfrastructureReady", "NodeHealthy": "NodeHealthy",
            "HealthCheckSucceeded": "HealthCheckSucceeded", "OwnerRemediated": "OwnerRemediated",
          ]) + [
            .move(
              "status.infrastructureReady", "status.initialization.infrastructureProvisioned"),
            .move("status.bootstrapReady", "status.initialization.bootstrapDataSecretCreated"),
            .nodeReference("status.nodeRef"),
          ])
    ])
}
