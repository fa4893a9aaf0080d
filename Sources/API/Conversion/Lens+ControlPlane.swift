// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Lens {
  /// What the spec of a KubeadmControlPlane, or of a template of one, says otherwise since v1beta2.
  static func controlPlaneSpec(at path: String) -> [Lens] {
    let template = "\(path).machineTemplate"
    let deletion = ["nodeDrainTimeout", "nodeVolumeDetachTimeout", "nodeDeletionTimeout"]
    let remediation = "\(path).remediationStrategy"
    return references(["\(template).infrastructureRef"])
      + ["infrastructureRef", "readinessGates"].map {
        .move("\(template).\($0)", "\(template).spec.\($0)")
      }
      + deletion.map { .seconds("\(template).\($0)", "\(template).spec.deletion.\($0)Seconds") }
      + [
        .move("\(path).rolloutBefore", "\(path).rollout.before"),
        .move("\(path).rolloutAfter", "\(path).rollout.after"),
        .move("\(path).rolloutStrategy", "\(path).rollout.strategy"),
        .seconds("\(remediation).retryPeriod", "\(remediation).retryPeriodSeconds"),
        .seconds("\(remediation).minHealthyPeriod", "\(remediation).minHealthyPeriodSeconds"),
        .move(remediation, "\(path).remediation"),
        .move("\(path).machineNamingStrategy", "\(path).machineNaming"),
      ] + kubeadmConfig(at: "\(path).kubeadmConfigSpec")
  }

  /// v1beta1 said that the API answers where at least one Machine is ready.
  static let answering = Lens(
    up: { _, _ in },
    down: { value, _ in
      guard let ready = value.found("status.readyReplicas")?.int else { return }
      value.put(.bool(ready > 0), at: "status.ready")
    })
}
