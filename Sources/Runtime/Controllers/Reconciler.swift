// SPDX-License-Identifier: Apache-2.0

/// Brings what one key stands for closer to what is wanted.
///
/// It looks at the world afresh each time, and may be cut short anywhere.
package protocol Reconciler: Sendable {
  func reconcile(_ key: Key) async throws -> Outcome
}

/// What a pass over a key left behind.
package enum Outcome: Sendable, Hashable {
  /// Nothing to do until something changes.
  case settled
  /// Something happens that no watch tells of: look again after a while.
  case again(Duration)
}
