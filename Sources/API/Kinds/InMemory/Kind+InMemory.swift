// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let inMemoryCluster = Kind(
    "InMemoryCluster", "inmemoryclusters", in: .infrastructure,
    #"""
    about: The infrastructure of a cluster without machines, which lives in the management API.
    v1beta2:
      spec:
        .: "; What the infrastructure shall be."
        controlPlaneEndpoint: $Endpoint
        faults:
          .: "; What shall go wrong."
          apiServer: Down|
      status:
        .: "; What the infrastructure is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is infrastructure.
        failureDomains: $FailureDomain[] map(name) 1..100; Where machines may run.
      columns:
        Cluster: cluster; The cluster
        Provisioned: .status.initialization.provisioned; There is infrastructure
        Endpoint: .spec.controlPlaneEndpoint.host; Where the API answers
        Age: age; Time since the InMemoryCluster was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        ready: bool
        failureDomains: $FailureDomainV1beta1{}
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Ready: .status.ready; There is infrastructure
        Age: age; Time since the InMemoryCluster was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned"),
          .failureDomains("status.failureDomains"),
        ])
    ])

  package static let inMemoryMachine = Kind(
    "InMemoryMachine", "inmemorymachines", in: .infrastructure,
    #"""
    about: A machine that is none, and yet becomes a Node.
    v1beta2:
      spec: $InMemoryMachineSpec
      status:
        .: "; What the machine is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is a machine.
        addresses: $Address[] atomic ..256; Where it would be reached.
        failureDomain: string 1..256; Where it would run.
        interruptible: bool; Whether the provider might take it away.
        nodeName: string; The Node it became.
        startTime: time; When it was started.
      columns:
        Cluster: cluster; The cluster
        Machine: .metadata.ownerReferences[?(@.kind=="Machine")].name; The Machine it belongs to
        Provider ID: wide .spec.providerID; What the provider calls it
        Provisioned: .status.initialization.provisioned; There is a machine
        Age: age; Time since the InMemoryMachine was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        ready: bool
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Ready: .status.ready; There is a machine
        Age: age; Time since the InMemoryMachine was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned")
        ])
    ])

  package static let inMemoryMachineTemplate = Kind(
    "InMemoryMachineTemplate", "inmemorymachinetemplates", in: .infrastructure,
    #"""
    about: What InMemoryMachines are made from.
    v1beta2:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec!: $InMemoryMachineSpec
      columns:
        Age: age; Time since the InMemoryMachineTemplate was made
    v1beta1:
      columns:
        Age: age; Time since the InMemoryMachineTemplate was made
    """#)
}

extension SharedParts {
  static let inMemory = #"""
    Startup:
      .: "; How long the start takes."
      startupDuration: string; Such as 10s; none unless said.
      startupJitter: string; A part of it, such as 0.2, by which each start differs.
    InMemoryMachineSpec:
      .: "; What the machine shall be."
      providerID: string 1..512; What the provider calls the machine.
      failureDomain: string 1..256; Where it would run.
      vm:
        .: "; How the machine behaves."
        provisioning: $Startup
      node:
        .: "; How the Node behaves."
        provisioning: $Startup
      apiServer:
        .: "; How the API server behaves."
        provisioning: $Startup
      etcd:
        .: "; How the member of etcd behaves."
        provisioning: $Startup
      faults:
        .: "; What shall go wrong."
        vm: ProvisioningError|
        node: Lost|NotReady
        etcd: MemberLost|
    """#
}
