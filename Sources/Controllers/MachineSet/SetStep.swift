// SPDX-License-Identifier: Apache-2.0

package import API

/// What a MachineSet does about the number of its machines.
package enum SetStep: Sendable, Hashable {
  case settle
  case create(Int)
  /// Machines to delete now, in this order.
  case delete([String])
  /// Machines are missing, and `cluster.x-k8s.io/disable-machine-create` says to leave it so.
  case creationDisabled(missing: Int)
  /// Machines are missing, and making them has to wait.
  case hold(missing: Int, because: [PreflightFailure])

  package static func next(
    wanted: Int, members: [SetMember], order: DeletionOrder, mayCreate: Bool = true,
    preflight: [PreflightFailure] = []
  ) -> SetStep {
    // Machines on their way out count until they are gone: their replacements would surge otherwise.
    let excess = members.count - wanted
    if excess > 0 {
      let chosen = order.sorted(members).prefix(excess).filter { !$0.isDeleting }
      return chosen.isEmpty ? .settle : .delete(chosen.map(\.name))
    }
    guard excess < 0 else { return .settle }
    guard mayCreate else { return .creationDisabled(missing: -excess) }
    return preflight.isEmpty ? .create(-excess) : .hold(missing: -excess, because: preflight)
  }
}
