// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock of a rehearsal: time passes when nothing is left to do but to wait.
final class RehearsalClock: Clock {
  struct Instant: InstantProtocol {
    let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper: Sendable {
    let due: Duration
    let wake: CheckedContinuation<Bool, Never>
  }

  private struct State: Sendable {
    var now = Duration.zero
    var lastID = 0
    var sleepers: [Int: Sleeper] = [:]
  }

  private let state = Mutex(State())

  var now: Instant { state.withLock { Instant(offset: $0.now) } }
  var minimumResolution: Duration { .nanoseconds(1) }

  /// When the first of those who wait wants to go on; nil where nobody waits.
  var nextDue: Duration? { state.withLock { $0.sleepers.values.map(\.due).min() } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    let isDue = await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        let isLate = state.withLock { state in
          if deadline.offset <= state.now { return true }
          state.sleepers[id] = Sleeper(due: deadline.offset, wake: wake)
          return false
        }
        if isLate { wake.resume(returning: true) }
        if Task.isCancelled { leave(id) }
      }
    } onCancel: {
      leave(id)
    }
    if !isDue { throw CancellationError() }
  }

  /// Turns the clock to a moment, and wakes whom that is late enough for, the first first.
  func turn(to moment: Duration) {
    let due = state.withLock { state in
      state.now = max(state.now, moment)
      let due = state.sleepers.filter { $0.value.due <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.sorted { $0.due < $1.due }
    }
    for sleeper in due { sleeper.wake.resume(returning: true) }
  }

  private func leave(_ id: Int) {
    let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
    sleeper?.wake.resume(returning: false)
  }
}
