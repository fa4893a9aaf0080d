// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let kubeadmControlPlane = Kind(
    "KubeadmControlPlane", "kubeadmcontrolplanes", in: .controlPlane, short: ["kcp"],
    #"""
    about: A control plane of machines that kubeadm sets up.
    v1beta2:
      scale: with selector
      spec!:
        .: "; What the control plane shall be."
        replicas: int 0..; How many Machines there shall be; 1 unless said. Odd where etcd is among them.
        version!: $Version
        machineTemplate!:
          .: "; What each Machine is made from."
          metadata: $ObjectMeta
          spec!:
            infrastructureRef!: $ContractRef
            readinessGates: $ReadinessGate[] map(conditionType) 1..32; Further conditions for Ready.
            deletion: $MachineDeletion
            taints: $Taint[] map(key,effect) 1..64; Taints that are kept on the Node.
        kubeadmConfigSpec: $KubeadmConfigSpec
        rollout:
          .: "; How Machines are replaced."
          before:
            .: "; Replace what will soon be no good."
            certificatesExpiryDays: int 7..; Machines whose certificates run out within these days.
          after: time; Replace all that are older than this moment, once it has come.
          strategy:
            type!: RollingUpdate|
            rollingUpdate:
              .: "; How many Machines more than wanted."
              maxSurge: intstr
        remediation:
          .: "; How unhealthy Machines are replaced."
          maxRetry: int; How often, when the new one is unhealthy too; for ever unless said.
          retryPeriodSeconds: int 0..; How long to wait before it is tried again.
          minHealthyPeriodSeconds: int 0..; After how long a fault is a new one; 3600 unless said.
        machineNaming: $MachineNaming
      status:
        $from: Replicas
        .: "; What the control plane is."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          controlPlaneInitialized: bool; The API server has answered.
        selector: string ..4096; The selector as text.
        version: string 1..256; The oldest version of Kubernetes among the Machines.
        observedGeneration: int64
        lastRemediation:
          .: "; The last Machine that was replaced as unhealthy."
          machine!: string 1..253; The Machine.
          time!: time; When.
          retryCount!: int 0..; How often before.
        deprecated: $DeprecatedReplicas
      columns:
        Cluster: cluster; The cluster
        Available: ?Available; The control plane passes all checks of availability
        Desired: integer .spec.replicas; Wanted Machines
        Current: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Available+: integer .status.availableReplicas; Available Machines
        Up-to-date: integer .status.upToDateReplicas; Machines as the spec wants them
        Paused: wide ?Paused; Nothing is touched
        Initialized: boolean .status.initialization.controlPlaneInitialized; The API has answered
        Age: age; Time since the KubeadmControlPlane was made
        Version: .spec.version; The version of Kubernetes
    v1beta1:
      spec!:
        machineTemplate!:
          spec: null
          infrastructureRef!: $ObjectReference
          readinessGates: $ReadinessGate[]
          nodeDrainTimeout: $Duration
          nodeVolumeDetachTimeout: $Duration
          nodeDeletionTimeout: $Duration
        kubeadmConfigSpec!: $KubeadmConfigSpecV1beta1
        rollout: null
        rolloutBefore: {certificatesExpiryDays: int}
        rolloutAfter: time
        rolloutStrategy:
          type: string
          rollingUpdate: {maxSurge: intstr}
        remediation: null
        remediationStrategy:
          maxRetry: int
          retryPeriod: $Duration
          minHealthyPeriod: $Duration
        machineNaming: null
        machineNamingStrategy: $MachineNaming
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        availableReplicas: null
        upToDateReplicas: null
        versions: null
        deprecated: null
        initialized: bool
        ready: bool
        updatedReplicas: int
        unavailableReplicas: int
        failureReason: string
        failureMessage: string
        lastRemediation: {machine!: string, time: null, timestamp!: time, retryCount: int}
        v1beta2: $V1beta2Replicas
      columns:
        Cluster: cluster; The cluster
        Initialized: boolean .status.initialized; The API has answered
        API Server Available: boolean .status.ready; The API answers
        Desired: wide integer .spec.replicas; Wanted Machines
        Replicas: integer .status.replicas; Machines
        Ready: integer .status.readyReplicas; Ready Machines
        Updated: integer .status.updatedReplicas; Machines as the spec wants them
        Unavailable: integer .status.unavailableReplicas; Machines that are missing
        Age: age; Time since the KubeadmControlPlane was made
        Version: .spec.version; The version of Kubernetes
    v1alpha4:
      spec!:
        machineTemplate!: {readinessGates: null, nodeVolumeDetachTimeout: null, nodeDeletionTimeout: null}
        kubeadmConfigSpec!: $KubeadmConfigSpecV1alpha4
        rolloutBefore: null
        remediationStrategy: null
        machineNamingStrategy: null
      status: {v1beta2: null, lastRemediation: null}
    v1alpha3:
      spec!:
        machineTemplate: null
        infrastructureTemplate!: $ObjectReference
        nodeDrainTimeout: $Duration
        kubeadmConfigSpec!: $KubeadmConfigSpecV1alpha3
        rolloutAfter: null
        upgradeAfter: time
      status: {version: null}
    """#,
    steps: [
      "v1alpha3": Step([
        .move("spec.infrastructureTemplate", "spec.machineTemplate.infrastructureRef"),
        .move("spec.nodeDrainTimeout", "spec.machineTemplate.nodeDrainTimeout"),
        .move("spec.upgradeAfter", "spec.rolloutAfter"),
      ]),
      "v1beta1": Step(
        Lens.controlPlaneSpec(at: "spec")
          + Lens.statusV1beta1(
            replicas: ["updatedReplicas", "readyReplicas", "unavailableReplicas"],
            mirrors: [
              "Ready": "Available", "Available": "Initialized", "MachinesReady": "MachinesReady",
              "CertificatesAvailable": "CertificatesAvailable",
              "ControlPlaneComponentsHealthy": "ControlPlaneComponentsHealthy",
              "EtcdClusterHealthy": "EtcdClusterHealthy",
              "MachinesSpecUpToDate": "MachinesUpToDate",
            ]) + [
            .move("status.initialized", "status.initialization.controlPlaneInitialized"),
            .move("status.lastRemediation.timestamp", "status.lastRemediation.time"),
            .answering,
          ]),
    ])
}
