// SPDX-License-Identifier: Apache-2.0

extension Kind {
  package static let kubeadmConfig = Kind(
    "KubeadmConfig", "kubeadmconfigs", in: .bootstrap,
    #"""
    about: How a machine becomes a Node by kubeadm.
    v1beta2:
      spec: $KubeadmConfigSpec
      status:
        .: "; What became of it."
        conditions: $Conditions
        initialization:
          .: "; What happens once."
          dataSecretCreated: bool; There is a Secret with the bootstrap data.
        dataSecretName: string 1..253; The Secret with the bootstrap data.
        observedGeneration: int64
        deprecated: $Deprecated
      columns:
        Cluster: cluster; The cluster
        Paused: wide ?Paused; Nothing is touched
        Data secret created: .status.initialization.dataSecretCreated; There is bootstrap data
        Age: age; Time since the KubeadmConfig was made
    v1beta1:
      spec: $KubeadmConfigSpecV1beta1
      status:
        conditions: $ConditionsV1beta1
        initialization: null
        deprecated: null
        ready: bool
        failureReason: string
        failureMessage: string
        v1beta2: $V1beta2Conditions
      columns:
        Cluster: cluster; The cluster
        Age: age; Time since the KubeadmConfig was made
    v1alpha4:
      spec: $KubeadmConfigSpecV1alpha4
      status: {v1beta2: null}
    v1alpha3:
      spec: $KubeadmConfigSpecV1alpha3
      status: {bootstrapData: string}
    """#,
    steps: [
      "v1beta1": Step(
        Lens.kubeadmConfig(at: "spec")
          + Lens.statusV1beta1(mirrors: [
            "Ready": "Ready", "DataSecretAvailable": "DataSecretAvailable",
            "CertificatesAvailable": "CertificatesAvailable",
          ]) + [.move("status.ready", "status.initialization.dataSecretCreated")])
    ])

  package static let kubeadmConfigTemplate = Kind(
    "KubeadmConfigTemplate", "kubeadmconfigtemplates", in: .bootstrap,
    #"""
    about: What KubeadmConfigs are made from.
    v1beta2:
      spec!:
        template!:
          metadata: $ObjectMeta
          spec: $KubeadmConfigSpec
      columns:
        Cluster: cluster; The cluster
        Age: age; Time since the KubeadmConfigTemplate was made
    v1beta1:
      spec!: {template!: {spec: $KubeadmConfigSpecV1beta1}}
      columns:
        Age: age; Time since the KubeadmConfigTemplate was made
    v1alpha4:
      spec!: {template!: {metadata: null, spec: $KubeadmConfigSpecV1alpha4}}
    v1alpha3:
      spec!: {template!: {spec: $KubeadmConfigSpecV1alpha3}}
    """#,
    steps: ["v1beta1": Step(Lens.kubeadmConfig(at: "spec.template.spec"))])
}
