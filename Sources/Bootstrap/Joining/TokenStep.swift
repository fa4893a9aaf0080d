// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What is to be done about the token that a machine, or a pool of them, was given.
package enum TokenStep: Sendable, Hashable {
  /// Make a token, and bootstrap data with it: there is none yet, or its Secret is gone.
  case make
  /// Give the token time until then.
  case prolong(until: Time)
  /// Make the next token, and bootstrap data with it, for machines that are still to come.
  case rotate
  /// Look again after that time.
  case wait(Duration)
  /// Nothing more is to come: it may expire.
  case leave
}

/// Who holds a token, as far as its fate depends on it.
package struct TokenHolder: Sendable, Hashable {
  /// A pool may grow at any time, so it must always have a token that is good.
  package var isPool: Bool

  /// Whether the machine, or every machine the pool wants, is a Node by now.
  package var hasJoined: Bool

  package init(isPool: Bool = false, hasJoined: Bool) {
    self.isPool = isPool
    self.hasJoined = hasJoined
  }

  /// What to do, when the token's Secret expires at `expiration`; nil where there is no Secret.
  ///
  /// A token is good for `lifetime`, and is looked at three times in it: that misses no deadline
  /// when one look fails, and writes only where a third of the time has gone.
  package func step(
    expiration: Time?, lifetime: Duration = .seconds(15 * 60), at now: Time
  ) -> TokenStep {
    if hasJoined && !isPool { return .leave }
    guard let expiration else { return .make }
    let left = expiration - now
    if hasJoined { return left < lifetime / 2 ? .rotate : .wait(left - lifetime / 2) }
    // One that expired is collected by the cluster at any moment: it is not worth prolonging.
    if left <= .zero { return .make }
    let fresh = lifetime * 2 / 3
    return left <= fresh ? .prolong(until: now + lifetime) : .wait(left - fresh)
  }
}
