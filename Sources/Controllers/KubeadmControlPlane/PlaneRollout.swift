// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Why a Machine of a control plane has to be replaced.
package struct PlaneRollout: Sendable {
  package let template: RolloutTemplate
  /// `rollout.after`.
  package var after: Time?
  /// `rollout.before.certificatesExpiryDays`.
  package var certificatesExpiryDays: Int?

  package init(_ template: RolloutTemplate) { self.template = template }

  /// What of a Machine is compared.
  package struct Machine: Sendable {
    package let created: Time
    package let template: RolloutTemplate
    /// The annotation `machine.cluster.x-k8s.io/certificates-expiry`.
    package var certificatesExpiry: Time?

    package init(created: Time, template: RolloutTemplate) {
      self.created = created
      self.template = template
    }
  }

  /// One line a reason, in the words of `UpToDate` conditions; empty where the Machine stays.
  package func reasons(to replace: Machine, now: Time) -> [String] {
    // The control plane spreads its Machines itself: where they are is no difference.
    var seen = replace.template
    seen.failureDomain = template.failureDomain
    var lines = seen.differences(from: template)
    if let after, now >= after, replace.created < after {
      lines.append("KubeadmControlPlane spec.rollout.after (\(after)) has passed")
    }
    if let expiry = replace.certificatesExpiry, let due = certificatesDue(expiry), now >= due {
      lines.append(
        "Certificates expire at \(expiry), within the \(certificatesExpiryDays ?? 0) days of "
          + "spec.rollout.before.certificatesExpiryDays")
    }
    return lines
  }

  /// When to look again though nothing was reported: the first moment at which a Machine that is up to
  /// date stops being so.
  package func nextCheck(_ machines: [Machine], now: Time) -> Duration? {
    let expiries = machines.compactMap { $0.certificatesExpiry.flatMap(certificatesDue) }
    let moments = expiries + [after].compactMap(\.self)
    return moments.filter { $0 > now }.min().map { $0 - now }
  }

  private func certificatesDue(_ expiry: Time) -> Time? {
    certificatesExpiryDays.map { expiry + .seconds(-86_400 * $0) }
  }
}
