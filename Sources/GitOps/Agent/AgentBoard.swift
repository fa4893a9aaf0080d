// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

/// What was found out last about the agent of each cluster, for whoever writes it down.
///
/// A process that begins anew has an empty one: what a status says of a cluster stays until there is
/// something newer.
final class AgentBoard: Sendable {
  private let states = Mutex<[Key: [String: AgentState]]>([:])

  /// - Returns: Whether that is news.
  func post(_ state: AgentState, of membership: Membership) -> Bool {
    states.withLock { states in
      let old = states[membership.agent, default: [:]].updateValue(
        state, forKey: membership.cluster.name)
      return old != state
    }
  }

  func states(of agent: Key) -> [String: AgentState] { states.withLock { $0[agent] ?? [:] } }

  func forget(_ agent: Key) { states.withLock { $0[agent] = nil } }

  func forget(_ membership: Membership) {
    states.withLock { $0[membership.agent]?[membership.cluster.name] = nil }
  }
}
