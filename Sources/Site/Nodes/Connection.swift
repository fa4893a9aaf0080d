// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Whether a workload cluster answers. Pure.
package struct Connection: Sendable, Hashable {
  /// It has answered, once at least.
  package private(set) var isKnown = false
  /// Since when it does not; nil while it does, or before it was asked.
  package private(set) var failingSince: Time?
  /// What came instead of an answer.
  package private(set) var failure: String?

  /// After so long what was last seen of the cluster does not count any more.
  package static let grace = Duration.seconds(300)

  package init() {}

  package var isUp: Bool { isKnown && failingSince == nil }

  /// - Returns: Whether it began to answer, or ceased to.
  package mutating func note(_ error: StatusError?, at now: Time) -> Bool {
    let before = self
    if let error, error.meansSilence {
      // The first failure is told; later ones change nothing that is to be told.
      failingSince = failingSince ?? now
      failure = failure ?? error.message
    } else {
      isKnown = true
      failingSince = nil
      failure = nil
    }
    return self != before
  }

  /// When the grace ends; nil where the cluster answers.
  package var graceEnd: Time? { failingSince.map { $0 + Self.grace } }
}

extension StatusError {
  /// An answer that says no is a sign of life, but for one that does not let us in.
  fileprivate var meansSilence: Bool {
    isTransient || reason == .unauthorized || reason == .forbidden
  }
}
