// SPDX-License-Identifier: Apache-2.0

/// How the machines of a MachineDeployment are replaced.
package enum RolloutStrategy: Sendable, Hashable {
  case rollingUpdate(maxSurge: CountOrPercent, maxUnavailable: CountOrPercent)
  /// Old machines stay until somebody deletes them.
  case onDelete

  package static let standard = RolloutStrategy.rollingUpdate(
    maxSurge: .count(1), maxUnavailable: .count(0))

  package var isRolling: Bool { self != .onDelete }
}
