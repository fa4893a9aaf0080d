// SPDX-License-Identifier: Apache-2.0

/// The checks before a MachineSet makes a machine: joining a control plane that is changing, or that does
/// not speak the machine's version, would make a machine that never works.
package struct Preflight: Sendable {
  /// A check, by the name that `machineset.cluster.x-k8s.io/skip-preflight-checks` takes.
  package enum Check: String, Sendable, CaseIterable {
    case controlPlaneIsStable = "ControlPlaneIsStable"
    case kubernetesVersionSkew = "KubernetesVersionSkew"
    case kubeadmVersionSkew = "KubeadmVersionSkew"
    case controlPlaneVersionSkew = "ControlPlaneVersionSkew"
  }

  /// What is looked at in the control plane.
  package struct ControlPlane: Sendable {
    /// `KubeadmControlPlane demo/cp`.
    package var subject: String
    /// `spec.version`: without one nothing can be checked.
    package var version: String?
    /// `status.version`: nil until its first machine is up.
    package var statusVersion: String?

    package init(_ subject: String, version: String?, statusVersion: String?) {
      self.subject = subject
      self.version = version
      self.statusVersion = statusVersion
    }
  }

  package static let retry = Duration.seconds(15)
  /// A kubelet may be so many minor versions older than its API server.
  static let oldestMinor = 3

  package let controlPlane: ControlPlane?
  /// `spec.template.spec.version`.
  package let version: String?
  package let usesKubeadm: Bool
  package let skipped: Set<String>

  /// `controlPlane` is nil where the Cluster names none. `skip` is the annotation's text.
  package init(
    controlPlane: ControlPlane?, version: String?, usesKubeadm: Bool, skip: String?
  ) {
    self.controlPlane = controlPlane
    self.version = version
    self.usesKubeadm = usesKubeadm
    skipped = Set((skip ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
  }

  /// Empty where a machine may be made.
  package func failures() -> [PreflightFailure] {
    guard let controlPlane, let text = controlPlane.version, !skipped.contains("All") else {
      return []
    }
    guard let planeVersion = KubernetesVersion(text) else {
      return [unreadable(text, of: controlPlane.subject, .controlPlaneIsStable)]
    }
    var failures = runs(.controlPlaneIsStable) ? unstable(controlPlane, planeVersion) : []
    guard let version else { return failures }
    guard let machine = KubernetesVersion(version) else {
      return failures + [unreadable(version, of: "the MachineSet", .kubernetesVersionSkew)]
    }
    failures += runs(.kubernetesVersionSkew) ? kubelet(machine, under: planeVersion) : []
    failures += runs(.kubeadmVersionSkew) ? kubeadm(machine, joining: planeVersion) : []
    return failures
  }

  private func runs(_ check: Check) -> Bool { !skipped.contains(check.rawValue) }

  private func unreadable(
    _ version: String, of subject: String, _ check: Check
  ) -> PreflightFailure {
    PreflightFailure(check, "the version \"\(version)\" of \(subject) is no semantic version")
  }

  private func unstable(_ plane: ControlPlane, _ wanted: KubernetesVersion) -> [PreflightFailure] {
    guard let status = plane.statusVersion else {
      return [PreflightFailure(.controlPlaneIsStable, "\(plane.subject) has no machine up yet")]
    }
    guard let status = KubernetesVersion(status), status < wanted else { return [] }
    return [
      PreflightFailure(
        .controlPlaneIsStable, "\(plane.subject) is being upgraded from \(status) to \(wanted)")
    ]
  }

  private func kubelet(
    _ machine: KubernetesVersion, under plane: KubernetesVersion
  ) -> [PreflightFailure] {
    if (machine.major, machine.minor) > (plane.major, plane.minor) {
      return [
        PreflightFailure(
          .kubernetesVersionSkew,
          "machines of \(machine) are newer than the control plane's \(plane): upgrade that first")
      ]
    }
    guard machine.minor < plane.minor - Self.oldestMinor else { return [] }
    return [
      PreflightFailure(
        .kubernetesVersionSkew,
        "machines of \(machine) are more than \(Self.oldestMinor) minor versions older than the "
          + "control plane's \(plane): raise spec.template.spec.version")
    ]
  }

  private func kubeadm(
    _ machine: KubernetesVersion, joining plane: KubernetesVersion
  ) -> [PreflightFailure] {
    guard usesKubeadm, !machine.hasSameMinor(as: plane) else { return [] }
    return [
      PreflightFailure(
        .kubeadmVersionSkew,
        "kubeadm of \(machine) joins control planes of its own minor version only, not \(plane)")
    ]
  }
}

/// One check that says to wait.
package struct PreflightFailure: Sendable, Hashable, CustomStringConvertible {
  package let check: Preflight.Check
  package let cause: String

  init(_ check: Preflight.Check, _ cause: String) {
    self.check = check
    self.cause = cause
  }

  /// As a condition has it.
  package var description: String { "\(cause) (preflight check \(check.rawValue))" }
}
