// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let dockerCluster = Kind(
    "DockerCluster", "dockerclusters", in: .infrastructure,
    #"""
    about: The infrastructure of a cluster whose machines are containers.
    v1beta2:
      spec:
        .: "; What the infrastructure shall be."
        controlPlaneEndpoint: $Endpoint
        failureDomains: $FailureDomain[] map(name) 1..100; Where machines may be said to run; it means nothing here.
        loadBalancer: $DockerBalancer
      status:
        .: "; What the infrastructure is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is infrastructure.
        failureDomains: $FailureDomain[] map(name) 1..100; Where machines may be said to run.
        resources: $PackResources[] map(name); What was made.
      columns:
        Cluster: cluster; The cluster
        Provisioned: .status.initialization.provisioned; There is infrastructure
        Ready: ?Ready; All is as it should be
        Endpoint: wide .spec.controlPlaneEndpoint.host; Where the API answers
        Age: age; Time since the DockerCluster was made
    v1beta1:
      spec:
        controlPlaneEndpoint: $EndpointV1beta1
        failureDomains: $FailureDomainV1beta1{}
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        ready: bool
        failureDomains: $FailureDomainV1beta1{}
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Ready: .status.ready; There is infrastructure
        Age: age; Time since the DockerCluster was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned"),
          .failureDomains("spec.failureDomains"), .failureDomains("status.failureDomains"),
        ])
    ])

  package static let dockerMachine = Kind(
    "DockerMachine", "dockermachines", in: .infrastructure,
    #"""
    about: A machine that is a container.
    v1beta2:
      spec: $DockerMachineSpec
      status:
        .: "; What the machine is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is a machine.
        addresses: $Address[] atomic ..256; Where the machine can be reached.
        loadBalancerConfigured: bool; The load balancer leads to it.
        resources: $PackResources[] map(name); What was made.
      columns:
        Cluster: cluster; The cluster
        Machine: .metadata.ownerReferences[?(@.kind=="Machine")].name; The Machine it belongs to
        Provider ID: wide .spec.providerID; What the provider calls it
        Provisioned: .status.initialization.provisioned; There is a machine
        Ready: ?Ready; All is as it should be
        Age: age; Time since the DockerMachine was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        ready: bool
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Ready: .status.ready; There is a machine
        Age: age; Time since the DockerMachine was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned")
        ])
    ])

  package static let dockerMachineTemplate = Kind(
    "DockerMachineTemplate", "dockermachinetemplates", in: .infrastructure,
    #"""
    about: What DockerMachines are made from.
    v1beta2:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec!: $DockerMachineSpec
      columns:
        Age: age; Time since the DockerMachineTemplate was made
    v1beta1:
      columns:
        Age: age; Time since the DockerMachineTemplate was made
    """#)
}

extension SharedParts {
  static let docker = #"""
    DockerBalancer:
      .: "; The load balancer before the control plane."
      disable: bool; There is none, and the endpoint is somebody else's.
      imageRepository: string; Where its image comes from.
      imageTag: string; The tag of its image.
      customHAProxyConfigTemplateRef: {name: string}
    DockerMachineSpec:
      .: "; What the machine shall be."
      providerID: string; What the Node says it is, docker:////<container>.
      customImage: string; The image of the node; one of the Machine's version unless said.
      preLoadImages: string[]; Images of this engine that the node has from its start.
      extraMounts[]:
        containerPath: string; Where it is in the container.
        hostPath: string; Where it is here.
        readOnly: bool; It cannot be written to.
      extraPortMappings[]:
        containerPort!: int 1..65535; The port in the container.
        hostPort: int 0..65535; The port here; a free one unless said.
        listenAddress: string; The address here; 127.0.0.1 unless said.
        protocol: TCP|UDP|SCTP
      bootstrapped: bool; No longer used.
      bootstrapTimeout: string; How long the start may take, such as 5m.
    """#
}
