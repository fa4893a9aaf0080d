// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let sshHost = Kind(
    "SSHHost", "sshhosts", in: .infrastructure,
    #"""
    about: A host of the inventory, on which machines can be made over SSH. One machine lives on it at a time.
    v1beta2:
      spec!:
        .: "; How the host is reached."
        address!: string 1..253; Its name or its address.
        port: int 1..65535; Where its SSH server listens; 22 unless said.
        user: string 1..64; Whom to be there; root unless said. Others must be able to become root by sudo without a password.
        secretRef!:
          .: "; The Secret of the same namespace that holds the private key, at data[identity] or data[ssh-privatekey], with its passphrase, if any, at data[password]."
          name!: string 1..253; The name of the Secret.
        hostKeys: string(1..8192)[] atomic 1..16; The public keys of the host, as its files /etc/ssh/ssh_host_*_key.pub have them; those of data[known_hosts] in the Secret unless said.
      status:
        .: "; What the host is."
        conditions: $Conditions
        machineRef:
          .: "; The SSHMachine that lives on the host. Whoever is written here has it."
          name!: string; The name of the SSHMachine.
          uid!: string; The uid of the SSHMachine.
          cluster: string; The cluster that it belongs to.
          since: time; Since when.
        quarantine:
          .: "; Why no machine comes here: what was left could not be cleaned up. The annotation capctl.dev/clean has it tried again."
          machine: string; The SSHMachine that lived here last.
          message!: string; What went wrong.
          since: time; Since when.
        hostname: string; What the host calls itself.
        system: string; The system that runs on it.
        resources: $PackResources[] map(name); What was found.
      columns:
        Address: .spec.address; Where the host is reached
        Cluster: .status.machineRef.cluster; The cluster that has the host
        Machine: .status.machineRef.name; The SSHMachine that lives on it
        Ready: ?Ready; It can be reached, and used
        System: wide .status.system; The system that runs on it
        Age: age; Time since the SSHHost was made
    v1beta1:
      status:
        conditions: $ConditionsV1beta1
        v1beta2: $V1beta2Conditions
      columns:
        Address: .spec.address; Where the host is reached
        Cluster: .status.machineRef.cluster; The cluster that has the host
        Machine: .status.machineRef.name; The SSHMachine that lives on it
        Age: age; Time since the SSHHost was made
    """#,
    steps: ["v1beta1": Step(Lens.statusV1beta1(mirrors: ["Ready": "Ready"]))])
}
