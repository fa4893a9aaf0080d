// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A KubeadmControlPlane.
package struct KubeadmControlPlane: ScaledView {
  package static let kind = Kind.kubeadmControlPlane
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var version: String { self[text: "spec.version"] ?? "" }
  package var clusterName: String? { metadata.labels[Labels.clusterName] }

  package var infrastructureRef: ContractReference? {
    self[reference: "spec.machineTemplate.spec.infrastructureRef"]
  }

  /// What each Machine is made from: labels, annotations, and the parts of its spec.
  package var template: MachineTemplate { MachineTemplate(self["spec.machineTemplate"] ?? [:]) }
  package var kubeadmConfigSpec: Value { self["spec.kubeadmConfigSpec"] ?? [:] }

  package var hasExternalEtcd: Bool {
    self["spec.kubeadmConfigSpec.clusterConfiguration.etcd.external"] != nil
  }

  package var rolloutAfter: Time? { self[time: "spec.rollout.after"] }
  package var certificatesExpiryDays: Int64? {
    self[int: "spec.rollout.before.certificatesExpiryDays"]
  }

  /// 1 or 0: whether a new Machine comes before an old one goes.
  package var maxSurge: Int64 {
    let value = self["spec.rollout.strategy.rollingUpdate.maxSurge"]
    return value?.int ?? value?.string.flatMap { Int64($0) } ?? 1
  }

  /// Nil is for ever.
  package var maxRetry: Int64? { self[int: "spec.remediation.maxRetry"] }
  package var retryPeriod: Duration {
    .seconds(self[int: "spec.remediation.retryPeriodSeconds"] ?? 0)
  }
  package var minHealthyPeriod: Duration {
    .seconds(self[int: "spec.remediation.minHealthyPeriodSeconds"] ?? 3600)
  }
  package var namingTemplate: String? { self[text: "spec.machineNaming.template"] }

  package var isInitialized: Bool {
    get { self[flag: "status.initialization.controlPlaneInitialized"] ?? false }
    set { self[flag: "status.initialization.controlPlaneInitialized"] = newValue }
  }

  /// The oldest version among the Machines.
  package var observedVersion: String? {
    get { self[text: "status.version"] }
    set { self[text: "status.version"] = newValue }
  }

  package var lastRemediation: Value? {
    get { self["status.lastRemediation"] }
    set { self["status.lastRemediation"] = newValue }
  }
}

/// A KubeadmConfig.
package struct KubeadmConfig: View {
  package static let kind = Kind.kubeadmConfig
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var dataSecretName: String? {
    get { self[text: "status.dataSecretName"] }
    set { self[text: "status.dataSecretName"] = newValue }
  }

  package var isDataSecretCreated: Bool {
    get { self[flag: "status.initialization.dataSecretCreated"] ?? false }
    set { self[flag: "status.initialization.dataSecretCreated"] = newValue }
  }
}
