// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let sshMachine = Kind(
    "SSHMachine", "sshmachines", in: .infrastructure,
    #"""
    about: A machine that is a host of the inventory, reached over SSH.
    v1beta2:
      spec: $SSHMachineSpec
      status:
        .: "; What the machine is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          provisioned: bool; There is a machine.
        host: string; The SSHHost that it lives on.
        addresses: $Address[] atomic ..256; Where the machine can be reached.
        failureDomain: string 1..256; Where its host stands.
        resources: $PackResources[] map(name); What was made.
      columns:
        Cluster: cluster; The cluster
        Machine: .metadata.ownerReferences[?(@.kind=="Machine")].name; The Machine it belongs to
        Host: .status.host; The SSHHost that it lives on
        Provider ID: wide .spec.providerID; What the Node calls itself
        Provisioned: .status.initialization.provisioned; There is a machine
        Ready: ?Ready; All is as it should be
        Age: age; Time since the SSHMachine was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        ready: bool
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Host: .status.host; The SSHHost that it lives on
        Ready: .status.ready; There is a machine
        Age: age; Time since the SSHMachine was made
    """#,
    steps: [
      "v1beta1": Step(
        Lens.statusV1beta1(mirrors: ["Ready": "Ready"]) + [
          .move("status.ready", "status.initialization.provisioned")
        ])
    ])

  package static let sshMachineTemplate = Kind(
    "SSHMachineTemplate", "sshmachinetemplates", in: .infrastructure,
    #"""
    about: What SSHMachines are made from.
    v1beta2:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec!: $SSHMachineSpec
      columns:
        Age: age; Time since the SSHMachineTemplate was made
    v1beta1:
      columns:
        Age: age; Time since the SSHMachineTemplate was made
    """#)
}

extension SharedParts {
  static let ssh = #"""
    SSHMachineSpec:
      .: "; What the machine shall be."
      providerID: string 1..512; What the Node says it is, ssh://<namespace>/<host>.
      hostSelector: $LabelSelector; Which SSHHosts it may live on, by their labels; any of its namespace unless said.
    """#
}
