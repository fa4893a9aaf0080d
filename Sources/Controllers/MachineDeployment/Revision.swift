// SPDX-License-Identifier: Apache-2.0

/// The number that says which MachineSet of a deployment came after which, and the ones it had before:
/// the annotations `machinedeployment.clusters.x-k8s.io/revision` and `…/revision-history`.
package struct Revision: Sendable, Hashable {
  package var number: Int64
  package var history: [Int64]

  package init(_ number: Int64, history: [Int64] = []) {
    self.number = number
    self.history = history
  }

  /// The revision of the current set beside its old ones: always the greatest, and never one less
  /// than it already was, since old sets go.
  package static func next(after current: Revision?, beside old: [Int64]) -> Revision {
    let next = (old.max() ?? 0) + 1
    guard let current else { return Revision(next) }
    guard next > current.number else { return current }
    // A current set that comes second to an old one was rolled back to.
    return Revision(next, history: current.history + [current.number])
  }
}
