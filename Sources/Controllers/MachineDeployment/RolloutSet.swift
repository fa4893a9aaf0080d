// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What the planner looks at in a MachineSet.
package struct RolloutSet: Sendable, Hashable {
  package let name: String
  package let created: Time
  /// `spec.replicas`.
  package var wanted: Int
  /// `status.replicas`.
  package var existing: Int
  /// `status.availableReplicas`.
  package var available: Int

  package init(_ name: String, created: Time, wanted: Int, existing: Int, available: Int) {
    self.name = name
    self.created = created
    self.wanted = wanted
    self.existing = existing
    self.available = available
  }

  /// The oldest first; names decide among equals.
  package static func isOlder(_ left: RolloutSet, _ right: RolloutSet) -> Bool {
    (left.created, left.name) < (right.created, right.name)
  }

  /// Machines that are there or will be: what counts against `maxSurge`. Those still to be made count,
  /// and so do those still to go.
  var claimed: Int { max(wanted, existing) }
}
