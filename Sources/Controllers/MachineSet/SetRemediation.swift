// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Which unhealthy machines of a MachineSet are replaced now.
package struct SetRemediation: Sendable, Hashable {
  /// A machine whose health check failed and that the set has to replace.
  package struct Patient: Sendable, Hashable {
    package let name: String
    package let created: Time
    package var isDeleting = false
    /// Annotated `cluster.x-k8s.io/remediate-machine`.
    package var isMarked = false

    package init(_ name: String, created: Time) {
      self.name = name
      self.created = created
    }
  }

  /// What bounds the remediation of a set.
  package struct Limits: Sendable {
    /// The set belongs to a deployment, and its template is not the deployment's any more.
    package var isOutdated = false
    /// `remediation.maxInFlight` of the deployment.
    package var maxInFlight: CountOrPercent?
    /// The deployment's replicas, or the set's where it stands alone.
    package var replicas: Int
    package var preflight: [PreflightFailure] = []

    package init(replicas: Int, maxInFlight: CountOrPercent? = nil) {
      self.replicas = replicas
      self.maxInFlight = maxInFlight
    }
  }

  /// Machines to delete now.
  package let delete: [String]
  /// Why a machine is not replaced now, by its name: the message of `OwnerRemediated`.
  package let waiting: [String: String]

  package init(_ patients: [Patient], limits: Limits) {
    let sorted = patients.filter { !$0.isDeleting }.sorted(by: Self.precedes)
    let inFlight = patients.count - sorted.count
    let room = limits.maxInFlight.map {
      max($0.resolved(of: limits.replicas, roundingUp: true) - inFlight, 0)
    }
    let reason = Self.reason(limits)
    let chosen = reason == nil ? sorted.prefix(room ?? sorted.count).map(\.name) : []
    delete = chosen
    waiting = Dictionary(
      uniqueKeysWithValues: sorted.map(\.name).filter { !chosen.contains($0) }.map { name in
        (name, reason ?? Self.full(inFlight: inFlight + chosen.count, limits))
      })
  }

  /// Those a person marked, then the newest: a machine that never came up hosts nothing yet.
  private static func precedes(_ left: Patient, _ right: Patient) -> Bool {
    guard left.isMarked == right.isMarked else { return left.isMarked }
    return left.created == right.created
      ? left.name < right.name : right.created < left.created
  }

  private static func reason(_ limits: Limits) -> String? {
    if limits.isOutdated {
      return "The MachineSet is being rolled out, which replaces this machine anyway"
    }
    guard !limits.preflight.isEmpty else { return nil }
    let causes = limits.preflight.map(\.description).joined(separator: "; ")
    return "A replacement could not join: \(causes)"
  }

  private static func full(inFlight: Int, _ limits: Limits) -> String {
    let most = limits.maxInFlight.map(\.description) ?? ""
    let machines = inFlight == 1 ? "1 machine is" : "\(inFlight) machines are"
    return "\(machines) being replaced already, and remediation.maxInFlight is \(most)"
  }
}
