// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that arrives once, for all who wait for it.
final class OneShot<Value: Sendable>: Sendable {
  private struct State: Sendable {
    var value: Value?
    var waiters: [CheckedContinuation<Value, Never>] = []
  }

  private let state = Mutex(State())

  /// Sets the value; a later one is ignored.
  func set(_ value: Value) {
    let waiters = state.withLock { state in
      if state.value == nil { state.value = value }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: value) }
  }

  func get() async -> Value {
    await withCheckedContinuation { waiter in
      let value = state.withLock { state in
        if state.value == nil { state.waiters.append(waiter) }
        return state.value
      }
      if let value { waiter.resume(returning: value) }
    }
  }
}
