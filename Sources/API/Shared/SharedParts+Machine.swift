// SPDX-License-Identifier: Apache-2.0

extension SharedParts {
  static let machine = #"""
    ClusterName: string 1..63; The Cluster that this object belongs to.
    Version: string 1..256; The version of Kubernetes, such as v1.31.0.
    MachineSpec:
      clusterName!: $ClusterName
      bootstrap!:
        .: "; What makes a Node of the machine."
        configRef: $ContractRef
        dataSecretName: string ..253; The Secret with the bootstrap data; filled in from configRef.
      infrastructureRef!: $ContractRef
      version: $Version
      providerID: string 1..512; What the provider calls the machine; equal to the Node's.
      failureDomain: string 1..256; Where the machine runs.
      minReadySeconds: int 0..; How long Ready must hold before the Machine is Available.
      readinessGates: $ReadinessGate[] map(conditionType) ..32; Further conditions that count for Ready.
      deletion: $MachineDeletion
      taints: $Taint[] map(key,effect) 1..64; Taints that are kept on the Node.
    MachineDeletion:
      .: "; How long each step of a deletion may take; 0 is for ever."
      nodeDrainTimeoutSeconds: int 0..; For the Pods to leave the Node.
      nodeVolumeDetachTimeoutSeconds: int 0..; For the volumes to leave the Node.
      nodeDeletionTimeoutSeconds: int 0..; For the Node to go; 10 unless said.
    MachineTemplate:
      .: "; What each Machine is made from."
      metadata: $ObjectMeta
      spec!: $MachineSpec
    MachineNaming:
      .: "; How Machines are called."
      template: string 1..256; A Go template that uses .random, and may use .cluster.name and the owner's name.
    DeletionOrder:
      .: "; Which Machines go first when there are too many."
      order: Random|Newest|Oldest
    RollingUpdate:
      .: "; How many Machines more or fewer than wanted an update may have."
      maxUnavailable: intstr
      maxSurge: intstr
    Autoscaled: int 0..; How many Machines there shall be; 1, or the autoscaler's least, unless said.
    """#

  static let machineV1beta1 = #"""
    MachineSpecV1beta1:
      $from: MachineSpec
      bootstrap!:
        configRef: $ObjectReference
        dataSecretName: string
      infrastructureRef!: $ObjectReference
      minReadySeconds: null
      deletion: null
      taints: null
      nodeDrainTimeout: $Duration
      nodeVolumeDetachTimeout: $Duration
      nodeDeletionTimeout: $Duration
      version: string
      providerID: string
      failureDomain: string
    MachineTemplateV1beta1:
      metadata: $ObjectMeta
      spec: $MachineSpecV1beta1
    MachineSpecV1alpha4:
      $from: MachineSpecV1beta1
      readinessGates: null
      nodeVolumeDetachTimeout: null
      nodeDeletionTimeout: null
    MachineTemplateV1alpha4:
      metadata: $ObjectMeta
      spec: $MachineSpecV1alpha4
    MachineSpecV1alpha3:
      $from: MachineSpecV1alpha4
      bootstrap!:
        configRef: $ObjectReference
        dataSecretName: string
        data: string; The bootstrap data itself; no longer used.
    MachineTemplateV1alpha3:
      metadata: $FullObjectMeta
      spec: $MachineSpecV1alpha3
    """#
}
