// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

/// What need not be worked out again while its inputs are the same: reading keys and certificates takes
/// longer than all the rest of a pass. Losing it costs time and nothing else.
final class PlaneMemo: Sendable {
  /// What was looked at, and until when the verdict holds.
  struct Entry: Sendable, Hashable {
    var inputs: [String]
    var until: Time
  }

  enum Topic: Hashable, Sendable {
    /// The keys and the kubeconfig are there, and good.
    case certificates
    /// What runs on the cluster for the control plane has its version.
    case upkeep
  }

  private let entries = Mutex<[Key: [Topic: Entry]]>([:])

  func holds(_ topic: Topic, of key: Key, inputs: [String], at now: Time) -> Bool {
    entries.withLock { entries in
      guard let entry = entries[key]?[topic] else { return false }
      return entry.inputs == inputs && now < entry.until
    }
  }

  func note(_ topic: Topic, of key: Key, inputs: [String], until end: Time) {
    entries.withLock { $0[key, default: [:]][topic] = Entry(inputs: inputs, until: end) }
  }

  func forget(_ key: Key) { entries.withLock { $0[key] = nil } }
}
