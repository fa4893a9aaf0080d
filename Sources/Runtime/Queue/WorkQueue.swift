// SPDX-License-Identifier: Apache-2.0

package import Kube
import Synchronization

/// Keys that want work: each at most once, each by one worker at a time, different ones in parallel.
///
/// It has one timer for all keys that wait, and none when none does.
package final class WorkQueue: Sendable {
  /// How the work on a key ended.
  package enum Ending: Sendable {
    case settled
    case again(Duration)
    /// Tried again after a while, which grows from one failure to the next.
    case failed
  }

  private struct State {
    var backlog = Backlog()
    var idle: [Int: CheckedContinuation<Key?, Never>] = [:]
    var nextID = 0
    var isShut = false
    var alarm: Alarm?
  }

  private struct Alarm {
    let due: Duration
    let task: Task<Void, Never>
  }

  private let state = Mutex(State())
  private let clock: Timekeeper
  private let backOff: BackOff

  package init(clock: Timekeeper = .system, backOff: BackOff = BackOff()) {
    self.clock = clock
    self.backOff = backOff
  }

  /// How many keys wait for a worker.
  package var depth: Int { state.withLock { $0.backlog.depth } }
  /// How many keys are worked on.
  package var activeCount: Int { state.withLock { $0.backlog.activeCount } }

  package func add(_ key: Key, _ urgency: Urgency = .fresh) {
    change { $0.add(key, urgency) }
  }

  package func add(_ key: Key, after delay: Duration) {
    let due = clock.elapsed() + delay
    change { $0.add(key, at: due) }
  }

  /// The next key, which is the caller's until it calls `finish`. Nil when the queue is shut, or the
  /// task cancelled.
  package func next() async -> Key? {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        state.withLock { $0.idle[id] = waiter }
        if Task.isCancelled { leave(id) } else { change { _ in } }
      }
    } onCancel: {
      leave(id)
    }
  }

  /// The work on `key` has ended.
  /// - Returns: How often in a row it has failed now.
  @discardableResult
  package func finish(_ key: Key, _ ending: Ending) -> Int {
    let now = clock.elapsed()
    var count = 0
    change { backlog in
      switch ending {
      case .settled:
        backlog.forget(key)
        backlog.finish(key, again: nil)
      case .again(let delay):
        backlog.forget(key)
        backlog.finish(key, again: now + delay)
      case .failed:
        count = backlog.countFailure(of: key)
        backlog.finish(key, again: now + backOff.delay(after: count))
      }
    }
    return count
  }

  /// Hands nothing out any more.
  package func shut() {
    let (idle, alarm) = state.withLock { state in
      state.isShut = true
      defer {
        state.idle = [:]
        state.alarm = nil
      }
      return (state.idle.values, state.alarm)
    }
    alarm?.task.cancel()
    for waiter in idle { waiter.resume(returning: nil) }
  }

  private func leave(_ id: Int) {
    let waiter = state.withLock { $0.idle.removeValue(forKey: id) }
    waiter?.resume(returning: nil)
  }

  private typealias Handover = (waiter: CheckedContinuation<Key?, Never>, key: Key?)

  /// Changes what is held, gives idle workers what is ready, and sets the alarm for what is not.
  private func change(_ body: (inout Backlog) -> Void) {
    let now = clock.elapsed()
    let (handovers, old) = state.withLock { state -> ([Handover], Alarm?) in
      body(&state.backlog)
      state.backlog.release(at: now)
      var handovers: [Handover] = []
      if state.isShut {
        handovers = state.idle.values.map { ($0, nil) }
        state.idle = [:]
        return (handovers, nil)
      }
      while let (id, waiter) = state.idle.first, let key = state.backlog.take() {
        state.idle[id] = nil
        handovers.append((waiter, key))
      }
      return (handovers, setAlarm(&state))
    }
    old?.task.cancel()
    for (waiter, key) in handovers { waiter.resume(returning: key) }
  }

  private func ring() {
    state.withLock { $0.alarm = nil }
    change { _ in }
  }

  /// - Returns: The alarm that is no longer wanted.
  private func setAlarm(_ state: inout State) -> Alarm? {
    guard let due = state.backlog.nextDue() else {
      defer { state.alarm = nil }
      return state.alarm
    }
    // An alarm that rings too early only sets the next one.
    if let alarm = state.alarm, alarm.due <= due { return nil }
    let old = state.alarm
    let task = Task { [weak self, clock] in
      do { try await clock.sleep(until: due) } catch { return }
      self?.ring()
    }
    state.alarm = Alarm(due: due, task: task)
    return old
  }
}
