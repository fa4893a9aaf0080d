// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// State that both threads and tasks can wait on: a condition variable for either.
final class Monitor<State: Sendable>: Sendable {
  private struct Guarded {
    var state: State
    var version = 0
    var waiters: [@Sendable () -> Void] = []
  }

  private enum Attempt<Value: Sendable>: Sendable {
    case done(Value)
    case notYet(version: Int)
  }

  private let guarded: Mutex<Guarded>

  init(_ state: State) {
    guarded = Mutex(Guarded(state: state))
  }

  /// Changes the state, then lets everyone who waits look at it again.
  @discardableResult
  func change<Value: Sendable>(_ body: @Sendable (inout State) -> Value) -> Value {
    let (value, waiters) = guarded.withLock { guarded in
      let value = body(&guarded.state)
      guarded.version += 1
      let waiters = guarded.waiters
      guarded.waiters = []
      return (value, waiters)
    }
    for wake in waiters { wake() }
    return value
  }

  /// Looks at the state, or changes it in a way that nobody waits for.
  func access<Value: Sendable>(_ body: @Sendable (inout State) -> Value) -> Value {
    guarded.withLock { body(&$0.state) }
  }

  /// Blocks the thread until `ready` has an answer. Never to be called on one of Swift's own threads.
  func wait<Value: Sendable>(until ready: @Sendable (inout State) -> Value?) -> Value {
    while true {
      switch attempt(ready) {
      case .done(let value): return value
      case .notYet(let version):
        let semaphore = DispatchSemaphore(value: 0)
        if !register(after: version, { semaphore.signal() }) { continue }
        semaphore.wait()
      }
    }
  }

  /// Suspends the task until `ready` has an answer.
  func value<Value: Sendable>(when ready: @Sendable (inout State) -> Value?) async -> Value {
    while true {
      switch attempt(ready) {
      case .done(let value): return value
      case .notYet(let version):
        await withCheckedContinuation { continuation in
          if !register(after: version, { continuation.resume() }) { continuation.resume() }
        }
      }
    }
  }

  private func attempt<Value: Sendable>(
    _ ready: @Sendable (inout State) -> Value?
  ) -> Attempt<Value> {
    guarded.withLock { guarded in
      if let value = ready(&guarded.state) {
        .done(value)
      } else {
        .notYet(version: guarded.version)
      }
    }
  }

  /// False, with nothing registered, where the state has changed since.
  private func register(after version: Int, _ wake: @escaping @Sendable () -> Void) -> Bool {
    guarded.withLock { guarded in
      guard guarded.version == version else { return false }
      guarded.waiters.append(wake)
      return true
    }
  }
}
