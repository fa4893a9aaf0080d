// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many calls a client makes: so many each second, and so many at once after a rest.
package struct RateLimit: Sendable, Hashable {
  package var perSecond: Double
  package var burst: Int

  package init(perSecond: Double = 50, burst: Int = 100) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// What is left of a rate limit at a moment.
package struct TokenBucket: Sendable {
  private let limit: RateLimit
  private var level: Double
  private var at: Duration

  package init(_ limit: RateLimit, at now: Duration) {
    self.limit = limit
    level = Double(max(1, limit.burst))
    at = now
  }

  /// - Returns: Nil when a call may go, else how long it is until one may.
  package mutating func take(at now: Duration) -> Duration? {
    level = min(
      Double(max(1, limit.burst)), level + max(0, (now - at) / .seconds(1)) * limit.perSecond)
    at = now
    // A sum of small steps may come out a hair below the whole.
    if level > 0.999_999 {
      level -= 1
      return nil
    }
    return .seconds((1 - level) / limit.perSecond) + .microseconds(1)
  }
}

/// Lets calls go out no faster than a limit says. Of those that wait the most urgent goes first, but
/// every fourth turn belongs to the one that waits longest, so that nobody waits for ever.
final class Pace: Sendable {
  enum Priority: Int, Sendable, Comparable {
    case lease, write, read, list

    static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Waiter: Sendable {
    let id: Int
    let priority: Priority
    let go: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var bucket: TokenBucket
    var waiters: [Waiter] = []
    var nextID = 0
    var turns = 0
    var hasUsher = false

    mutating func dequeue() -> Waiter? {
      turns += 1
      if turns % 4 == 0, !waiters.isEmpty { return waiters.removeFirst() }
      guard let first = waiters.map(\.priority).min(),
        let place = waiters.firstIndex(where: { $0.priority == first })
      else { return nil }
      return waiters.remove(at: place)
    }
  }

  private let state: Mutex<State>
  private let clock: Timekeeper

  init(_ limit: RateLimit, _ clock: Timekeeper) {
    self.clock = clock
    state = Mutex(State(bucket: TokenBucket(limit, at: clock.elapsed())))
  }

  var waitingCount: Int { state.withLock { $0.waiters.count } }

  /// Waits until a call may go out.
  /// - Returns: false if the task was cancelled first.
  func pass(_ priority: Priority) async -> Bool {
    let now = clock.elapsed()
    let id = state.withLock { state -> Int? in
      if state.waiters.isEmpty, state.bucket.take(at: now) == nil { return nil }
      state.nextID += 1
      return state.nextID
    }
    guard let id else { return true }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { go in
        enqueue(Waiter(id: id, priority: priority, go: go))
        if Task.isCancelled { giveUp(id) }
      }
    } onCancel: {
      giveUp(id)
    }
  }

  private func enqueue(_ waiter: Waiter) {
    let needsUsher = state.withLock { state in
      state.waiters.append(waiter)
      defer { state.hasUsher = true }
      return !state.hasUsher
    }
    // Lives only while somebody waits.
    if needsUsher { Task { await usher() } }
  }

  private func giveUp(_ id: Int) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
    }
    waiter?.go.resume(returning: false)
  }

  private enum Turn { case go(Waiter), wait(Duration), done }

  private func usher() async {
    while true {
      let now = clock.elapsed()
      let turn = state.withLock { state -> Turn in
        guard !state.waiters.isEmpty else {
          state.hasUsher = false
          return .done
        }
        if let delay = state.bucket.take(at: now) { return .wait(delay) }
        return state.dequeue().map(Turn.go) ?? .done
      }
      switch turn {
      case .go(let waiter): waiter.go.resume(returning: true)
      // Nobody cancels this task.
      case .wait(let delay): try? await clock.sleep(delay)
      case .done: return
      }
    }
  }
}

extension Call {
  var priority: Pace.Priority {
    if address.resource.group == "coordination.k8s.io" { return .lease }
    switch verb {
    case .get: return .read
    case .list: return .list
    case .create, .update, .patch, .delete, .deleteCollection: return .write
    }
  }
}
