// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let kubeadmControlPlaneTemplate = Kind(
    "KubeadmControlPlaneTemplate", "kubeadmcontrolplanetemplates", in: .controlPlane,
    #"""
    about: What KubeadmControlPlanes are made from.
    v1beta2:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec!:
            machineTemplate:
              metadata: $ObjectMeta
              spec:
                readinessGates: $ReadinessGate[] map(conditionType) 1..32; Further conditions.
                deletion: $MachineDeletion
                taints: $Taint[] map(key,effect) 1..64; Taints that are kept on the Node.
            kubeadmConfigSpec: $KubeadmConfigSpec
            rollout:
              .: "; How Machines are replaced."
              before: {certificatesExpiryDays: int 7..}
              after: time
              strategy:
                type!: RollingUpdate|
                rollingUpdate: {maxSurge: intstr}
            remediation:
              .: "; How unhealthy Machines are replaced."
              maxRetry: int
              retryPeriodSeconds: int 0..
              minHealthyPeriodSeconds: int 0..
            machineNaming: $MachineNaming
      columns:
        Age: age; Time since the KubeadmControlPlaneTemplate was made
    v1beta1:
      spec!:
        template!:
          spec!:
            machineTemplate:
              spec: null
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
    v1alpha4:
      spec!:
        template!:
          metadata: null
          spec!:
            machineTemplate: {nodeVolumeDetachTimeout: null, nodeDeletionTimeout: null}
            kubeadmConfigSpec!: $KubeadmConfigSpecV1alpha4
            rolloutBefore: null
            remediationStrategy: null
            machineNamingStrategy: null
    v1alpha3:
      spec!: {template!: {spec!: {kubeadmConfigSpec!: $KubeadmConfigSpecV1alpha3}}}
    """#,
    steps: ["v1beta1": Step(Lens.controlPlaneSpec(at: "spec.template.spec"))])
}
