// SPDX-License-Identifier: Apache-2.0

import Kube
import Runtime
import Synchronization

/// Which in-memory clusters answer. A closed one ends the watches that came through.
final class Gates: Sendable {
  private struct Gate {
    var isOpen = false
    /// Why it is closed.
    var cause = "its API server has not started"
    var watches: [Int: @Sendable () -> Void] = [:]
    /// Machines that wait to join.
    var waiting: Set<Key> = []
    /// Machines that are up, and whose status may not say so yet.
    var announced: Set<String> = []
  }

  private struct State {
    var gates: [Key: Gate] = [:]
    var lastWatch = 0
    var wake: @Sendable (Key) -> Void = { _ in }
  }

  private let state = Mutex(State())

  /// Whom to tell of machines that need wait no longer.
  func wake(by handler: @escaping @Sendable (Key) -> Void) {
    state.withLock { $0.wake = handler }
  }

  func isOpen(_ cluster: Key) -> Bool { state.withLock { $0.gates[cluster]?.isOpen == true } }

  func check(_ cluster: Key) throws(StatusError) {
    let cause: String? = state.withLock { state in
      let gate = state.gates[cluster] ?? Gate()
      return gate.isOpen ? nil : gate.cause
    }
    guard let cause else { return }
    var error = StatusError(
      code: 503, reason: .serviceUnavailable, message: "in-memory cluster \(cluster): \(cause)")
    error.details.name = cluster.name
    throw error
  }

  func open(_ cluster: Key) {
    let (keys, wake) = state.withLock { state in
      var gate = state.gates[cluster] ?? Gate()
      gate.isOpen = true
      let waiting = gate.waiting
      gate.waiting = []
      state.gates[cluster] = gate
      return (waiting, state.wake)
    }
    for key in keys { wake(key) }
  }

  func close(_ cluster: Key, _ cause: String) {
    let watches: [@Sendable () -> Void] = state.withLock { state in
      var gate = state.gates[cluster] ?? Gate()
      gate.isOpen = false
      gate.cause = cause
      let watches = Array(gate.watches.values)
      gate.watches = [:]
      state.gates[cluster] = gate
      return watches
    }
    for end in watches { end() }
  }

  func forget(_ cluster: Key) {
    close(cluster, "it has been deleted")
    state.withLock { $0.gates[cluster] = nil }
  }

  /// Has a machine told when the cluster answers; at once where it does.
  func wait(_ machine: Key, for cluster: Key) {
    let wake: (@Sendable (Key) -> Void)? = state.withLock { state in
      if state.gates[cluster]?.isOpen == true { return state.wake }
      state.gates[cluster, default: Gate()].waiting.insert(machine)
      return nil
    }
    wake?(machine)
  }

  func announce(_ machine: String, in cluster: Key) {
    state.withLock { _ = $0.gates[cluster, default: Gate()].announced.insert(machine) }
  }

  func renounce(_ machine: String, in cluster: Key) {
    state.withLock { _ = $0.gates[cluster]?.announced.remove(machine) }
  }

  func announced(in cluster: Key) -> Set<String> {
    state.withLock { $0.gates[cluster]?.announced ?? [] }
  }

  /// Remembers how to end a watch; nil where the cluster has closed meanwhile.
  func add(_ end: @escaping @Sendable () -> Void, to cluster: Key) -> Int? {
    state.withLock { state in
      guard state.gates[cluster]?.isOpen == true else { return nil }
      state.lastWatch += 1
      state.gates[cluster]?.watches[state.lastWatch] = end
      return state.lastWatch
    }
  }

  func remove(_ watch: Int, from cluster: Key) {
    state.withLock { state in state.gates[cluster]?.watches[watch] = nil }
  }
}
