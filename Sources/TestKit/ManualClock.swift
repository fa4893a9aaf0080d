// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that goes on only when it is told to, for tests that must not wait.
package final class ManualClock: Clock {
  package struct Instant: InstantProtocol {
    let offset: Duration

    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    package func duration(to other: Instant) -> Duration { other.offset - offset }
    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper: Sendable {
    let due: Duration
    let wake: CheckedContinuation<Bool, Never>
  }

  private struct Watcher: Sendable {
    let count: Int
    let wake: CheckedContinuation<Void, Never>
  }

  private struct State: Sendable {
    var now = Duration.zero
    var nextID = 0
    var sleepers: [Int: Sleeper] = [:]
    var watchers: [Watcher] = []

    /// Those who waited for as many sleepers as there are now.
    mutating func satisfied() -> [Watcher] {
      let count = sleepers.count
      let met = watchers.filter { $0.count <= count }
      watchers.removeAll { $0.count <= count }
      return met
    }
  }

  private let state = Mutex(State())

  package init() {}

  package var now: Instant { state.withLock { Instant(offset: $0.now) } }
  package var minimumResolution: Duration { .nanoseconds(1) }
  /// How many wait for a later time.
  package var sleepers: Int { state.withLock { $0.sleepers.count } }
  /// When the first of them wakes.
  package var nextDue: Duration? { state.withLock { $0.sleepers.values.map(\.due).min() } }

  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isDue = await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        enter(id, Sleeper(due: deadline.offset, wake: wake))
        if Task.isCancelled { leave(id) }
      }
    } onCancel: {
      leave(id)
    }
    if !isDue { throw CancellationError() }
  }

  /// Lets time pass: whoever is due by then wakes, in the order of their times.
  package func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now += duration
      let due = state.sleepers.filter { $0.value.due <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.sorted { $0.due < $1.due }
    }
    for sleeper in due { sleeper.wake.resume(returning: true) }
  }

  /// Waits until at least so many sleep.
  package func waitForSleepers(_ count: Int) async {
    await withCheckedContinuation { wake in
      let met = state.withLock { state in
        state.watchers.append(Watcher(count: count, wake: wake))
        return state.satisfied()
      }
      for watcher in met { watcher.wake.resume() }
    }
  }

  private func enter(_ id: Int, _ sleeper: Sleeper) {
    let (isDue, met) = state.withLock { state in
      if sleeper.due <= state.now { return (true, [Watcher]()) }
      state.sleepers[id] = sleeper
      return (false, state.satisfied())
    }
    if isDue { sleeper.wake.resume(returning: true) }
    for watcher in met { watcher.wake.resume() }
  }

  private func leave(_ id: Int) {
    let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
    sleeper?.wake.resume(returning: false)
  }
}

extension ManualClock {
  /// Where every such clock begins.
  package static let start = Instant(offset: .zero)
}
