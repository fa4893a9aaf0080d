// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that happens once, for all who wait for it.
final class Gate<Value: Sendable>: Sendable {
  private struct State: Sendable {
    var value: Value?
    var nextID = 0
    var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
  }

  private let state = Mutex(State())

  /// Nil as long as it has not happened.
  var value: Value? { state.withLock(\.value) }

  /// It has happened; a second time means nothing.
  func open(_ value: Value) {
    let waiters = state.withLock { state in
      if state.value == nil { state.value = value }
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume(returning: value) }
  }

  /// Waits even where the task is cancelled.
  func get() async -> Value {
    let id = nextID()
    let value = await withCheckedContinuation { enter(id, $0) }
    guard let value else { preconditionFailure("nobody else takes it out of the gate") }
    return value
  }

  /// Nil if the task was cancelled first.
  func wait() async -> Value? {
    let id = nextID()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        enter(id, waiter)
        if Task.isCancelled { leave(id) }
      }
    } onCancel: {
      leave(id)
    }
  }

  private func nextID() -> Int {
    state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
  }

  private func enter(_ id: Int, _ waiter: CheckedContinuation<Value?, Never>) {
    let value = state.withLock { state in
      if state.value == nil { state.waiters[id] = waiter }
      return state.value
    }
    if let value { waiter.resume(returning: value) }
  }

  private func leave(_ id: Int) {
    let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
    waiter?.resume(returning: nil)
  }
}
