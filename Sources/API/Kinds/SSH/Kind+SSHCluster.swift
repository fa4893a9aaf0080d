// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let sshCluster = Kind(
    "SSHCluster", "sshclusters", in: .infrastructure,
    #"""
    about: The infrastructure of a cluster whose machines are hosts that are there already.
    v1beta2:
      spec:
        .: "; What the infrastructure shall be."
        controlPlaneEndpoint: $Endpoint
        failureDomains: $FailureDomain[] map(name) 1..100; Where hosts stand; a host says it by the label topology.kubernetes.io/zone.
      status:
        .: "; What the infrastructure is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is infrastructure.
        failureDomains: $FailureDomain[] map(name) 1..100; Where hosts stand.
        resources: $PackResources[] map(name); What was found.
      columns:
        Cluster: cluster; The cluster
        Provisioned: .status.initialization.provisioned; There is infrastructure
        Ready: ?Ready; All is as it should be
        Endpoint: wide .spec.controlPlaneEndpoint.host; Where the API answers
        Age: age; Time since the SSHCluster was made
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
        Age: age; Time since the SSHCluster was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned"),
          .failureDomains("spec.failureDomains"), .failureDomains("status.failureDomains"),
        ])
    ])
}
