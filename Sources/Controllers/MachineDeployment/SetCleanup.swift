// SPDX-License-Identifier: Apache-2.0

/// Which old MachineSets of a deployment go for good.
package enum SetCleanup {
  /// What decides about one old set.
  package struct Candidate: Sendable {
    package let set: RolloutSet
    package var isDeleting: Bool
    /// Its controller has seen its newest spec.
    package var isObserved: Bool

    package init(_ set: RolloutSet, isDeleting: Bool = false, isObserved: Bool = true) {
      self.set = set
      self.isDeleting = isDeleting
      self.isObserved = isObserved
    }
  }

  /// The sets to delete, oldest first: once the roll-out is complete, those that are empty and whose
  /// controller agrees that they are. The history is in git, so none is kept.
  package static func names(of old: [Candidate], whenComplete complete: Bool) -> [String] {
    guard complete else { return [] }
    return old.filter { candidate in
      !candidate.isDeleting && candidate.isObserved && candidate.set.wanted == 0
        && candidate.set.existing == 0
    }
    .map(\.set).sorted(by: RolloutSet.isOlder).map(\.name)
  }
}
