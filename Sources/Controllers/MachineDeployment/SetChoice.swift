// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Decides which MachineSet of a deployment is the current one, and why there is none.
package struct SetChoice: Sendable, Hashable {
  /// Nil where one has to be made.
  package let current: String?
  package let old: [String]
  /// Why one has to be made; nil where there is a current set.
  package let reason: String?

  /// What decides about one set.
  package struct Candidate: Sendable {
    package let set: RolloutSet
    package let template: RolloutTemplate

    package init(_ set: RolloutSet, _ template: RolloutTemplate) {
      self.set = set
      self.template = template
    }
  }

  /// `rolloutAfter` is `spec.rollout.after`: once it has passed, a set made before it does not count
  /// as current, however well it fits.
  package init(
    among candidates: [Candidate], for template: RolloutTemplate, rolloutAfter: Time?, now: Time
  ) {
    let sorted = candidates.sorted { Self.precedes($0.set, $1.set) }
    let fitting = sorted.filter { $0.template.differences(from: template).isEmpty }
    // The largest, so that the fewest machines are replaced where several fit.
    let due = rolloutAfter.flatMap { now >= $0 ? $0 : nil }
    let chosen = fitting.first { candidate in due.map { candidate.set.created >= $0 } ?? true }
    current = chosen?.set.name
    old = sorted.map(\.set.name).filter { $0 != chosen?.set.name }
    guard chosen == nil else {
      reason = nil
      return
    }
    reason = Self.reason(sorted, template, due: fitting.isEmpty ? nil : due)
  }

  private static func precedes(_ left: RolloutSet, _ right: RolloutSet) -> Bool {
    (-left.wanted, left.created, left.name) < (-right.wanted, right.created, right.name)
  }

  private static func reason(
    _ candidates: [Candidate], _ template: RolloutTemplate, due: Time?
  ) -> String {
    if candidates.isEmpty { return "the MachineDeployment has no MachineSet yet" }
    if let due { return "spec.rollout.after is \(due), and no MachineSet was made since" }
    return candidates.map { candidate in
      let differences = candidate.template.differences(from: template)
      return "MachineSet \(candidate.set.name): \(differences.joined(separator: ", "))"
    }
    .joined(separator: "; ")
  }
}
