// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Rules {
  static let kubeadmConfig = Rules(
    settle: { value, _ in value.fill("spec.format", "cloud-config") },
    check: { $0.kubeadmConfig("spec") })

  static let kubeadmConfigTemplate = Rules(
    settle: { value, _ in value.fill("spec.template.spec.format", "cloud-config") },
    check: { $0.kubeadmConfig("spec.template.spec") })

  static let kubeadmControlPlane = Rules(
    settle: { value, _ in
      value.fill("spec.replicas", 1)
      value.prefixVersion("spec.version")
      value.settleControlPlane("spec")
    },
    check: { checks in
      checks.controlPlaneReplicas()
      checks.version("spec.version")
      checks.versionChange()
      checks.reference(
        "spec.machineTemplate.spec.infrastructureRef", to: .infrastructureTemplate)
      checks.controlPlane("spec")
      checks.fixedConfiguration()
    })

  static let kubeadmControlPlaneTemplate = Rules(
    settle: { value, _ in value.settleControlPlane("spec.template.spec") },
    check: { checks in
      checks.immutable("spec.template.spec")
      checks.controlPlane("spec.template.spec")
    })
}

extension Value {
  fileprivate mutating func settleControlPlane(_ path: String) {
    fill("\(path).rollout.strategy.type", "RollingUpdate")
    fill("\(path).rollout.strategy.rollingUpdate.maxSurge", 1)
    fill("\(path).kubeadmConfigSpec.format", "cloud-config")
  }
}

// What holds for a control plane.
extension Checks {
  private var hasExternalEtcd: Bool {
    self["spec.kubeadmConfigSpec.clusterConfiguration.etcd.external"] != nil
  }

  /// Members of etcd decide by majority: with an even number there is one more to lose, and no more to
  /// gain.
  mutating func controlPlaneReplicas() {
    guard let replicas = self["spec.replicas"]?.int else { return }
    if replicas <= 0 {
      add(.forbidden("spec.replicas", "cannot be less than or equal to 0"))
    } else if replicas % 2 == 0 && !hasExternalEtcd {
      add(.forbidden("spec.replicas", "cannot be an even number when etcd is stacked"))
    }
  }

  /// kubeadm takes one minor version at a time, and none back.
  mutating func versionChange() {
    guard let before = old?.found("spec.version")?.string, let text = self["spec.version"]?.string,
      let from = Version(before), let to = Version(text)
    else { return }
    let isLower = (to.major, to.minor) < (from.major, from.minor)
    let skips = to.major != from.major || to.minor > from.minor + 1
    guard isLower || skips else { return }
    let why = isLower ? "a control plane cannot go back" : "one minor version at a time"
    add(
      .forbidden(
        "spec.version", "cannot update Kubernetes version from \(before) to \(text): \(why)"))
  }

  mutating func controlPlane(_ path: String) {
    kubeadmConfig("\(path).kubeadmConfigSpec")
    naming("\(path).machineNaming.template")
    let surge = "\(path).rollout.strategy.rollingUpdate.maxSurge"
    guard let value = self[surge] else { return }
    let number = value.int ?? value.string.flatMap { Int64($0) }
    if number != 0 && number != 1 {
      add(.invalid(surge, value, "value must be 1 or 0"))
    } else if number == 0, let replicas = self["spec.replicas"]?.int, replicas < 3 {
      add(
        .invalid(
          surge, value,
          "when KubeadmControlPlane is configured to scale-in, replica count needs to be at least 3"
        ))
    }
  }

  /// What is written into certificates and manifests once, when the control plane begins.
  mutating func fixedConfiguration() {
    let cluster = "spec.kubeadmConfigSpec.clusterConfiguration"
    for name in ["controlPlaneEndpoint", "certificatesDir", "caCertificateValidityPeriodDays"] {
      let path = "\(cluster).\(name)"
      guard let old, old.found(path) != self[path] else { continue }
      add(.forbidden(path, "cannot be modified"))
    }
    guard let old else { return }
    let wasExternal = old.found("\(cluster).etcd.external") != nil
    if wasExternal != hasExternalEtcd {
      add(.forbidden("\(cluster).etcd", "cannot change between external and local etcd"))
    }
  }
}

// What holds for every configuration of kubeadm.
extension Checks {
  mutating func kubeadmConfig(_ path: String) {
    files("\(path).files")
    users("\(path).users")
    let etcd = "\(path).clusterConfiguration.etcd"
    if self["\(etcd).local"] != nil && self["\(etcd).external"] != nil {
      add(.forbidden("\(etcd).local", "cannot have both external and local etcd"))
    }
    if self["\(path).format"] == "ignition" || self["\(path).ignition"] != nil {
      add(.forbidden("\(path).format", "ignition is not supported; use cloud-config"))
    }
  }

  private mutating func files(_ path: String) {
    var seen: Set<String> = []
    for (index, file) in (self[path]?.list ?? []).enumerated() {
      if file["content"] != nil && file["contentFrom"] != nil {
        add(
          .invalid(
            "\(path)[\(index)]", file,
            "only one of content or contentFrom may be specified for a single file"))
      }
      guard let place = file["path"]?.string, !seen.insert(place).inserted else { continue }
      add(
        .invalid(
          "\(path)[\(index)].path", .string(place), "path property must be unique among all files"))
    }
  }

  private mutating func users(_ path: String) {
    for (index, user) in (self[path]?.list ?? []).enumerated()
    where user["passwd"] != nil && user["passwdFrom"] != nil {
      add(
        .invalid(
          "\(path)[\(index)]", user,
          "only one of passwd or passwdFrom may be specified for a single user"))
    }
  }
}
