// SPDX-License-Identifier: Apache-2.0

import Kube
import Synchronization

/// Lets so many calls to one endpoint go at a time, and none while the endpoint wants to be left alone.
final class Pacer: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// On the clock of the timekeeper.
    var quietUntil = Duration.zero
  }

  private let state: Mutex<State>
  private let clock: Timekeeper

  init(limit: Int, _ clock: Timekeeper) {
    state = Mutex(State(free: limit))
    self.clock = clock
  }

  /// How long the endpoint still wants to be left alone; nil where it does not.
  var quiet: Duration? {
    let left = state.withLock { $0.quietUntil } - clock.elapsed()
    return left > .zero ? left : nil
  }

  func hold(for duration: Duration) {
    let until = clock.elapsed() + duration
    state.withLock { $0.quietUntil = max($0.quietUntil, until) }
  }

  func run<Answer: Sendable>(_ body: () async -> Answer) async -> Answer {
    await enter()
    let answer = await body()
    leave()
    return answer
  }

  private func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}

/// The pacers of all endpoints.
final class Pacers: Sendable {
  private let all = Mutex<[String: Pacer]>([:])
  private let limit: Int
  private let clock: Timekeeper

  init(limit: Int, _ clock: Timekeeper) {
    self.limit = limit
    self.clock = clock
  }

  subscript(endpoint: String) -> Pacer {
    all.withLock { all in
      let pacer = all[endpoint] ?? Pacer(limit: limit, clock)
      all[endpoint] = pacer
      return pacer
    }
  }
}
