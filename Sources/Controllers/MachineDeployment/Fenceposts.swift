// SPDX-License-Identifier: Apache-2.0

/// How far the number of machines may leave `replicas` during a roll-out, in machines.
package struct Fenceposts: Sendable, Hashable {
  package let replicas: Int
  /// So many machines more than `replicas`. Shares round up.
  package let surge: Int
  /// So many available machines fewer. Shares round down, and it is never more than `replicas`.
  package let unavailable: Int

  package init(_ strategy: RolloutStrategy, replicas: Int) {
    self.replicas = replicas
    guard case .rollingUpdate(let maxSurge, let maxUnavailable) = strategy else {
      surge = 0
      unavailable = 0
      return
    }
    surge = maxSurge.resolved(of: replicas, roundingUp: true)
    let allowed = maxUnavailable.resolved(of: replicas, roundingUp: false)
    // With neither, nothing could ever move: validation refuses 0 and 0, but 0 and 10 % of 3 gets here.
    unavailable = min(surge == 0 && allowed == 0 ? 1 : allowed, replicas)
  }

  package var most: Int { replicas + surge }
  package var leastAvailable: Int { replicas - unavailable }
}
