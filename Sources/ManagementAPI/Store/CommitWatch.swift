// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How one batch of writes went.
package struct Commit: Sendable {
  package let writes: Int
  package let duration: Duration
  /// Why the disk did not take it.
  package let failure: StoreError?
}

/// Tells of commits, and remembers whether the last one went well.
final class CommitWatch: Sendable {
  private struct State {
    var failure: String?
    var observer: (@Sendable (Commit) -> Void)?
  }

  private let state = Mutex(State())

  /// Why the last commit failed.
  var failure: String? { state.withLock(\.failure) }

  func observe(_ observer: @escaping @Sendable (Commit) -> Void) {
    state.withLock { $0.observer = observer }
  }

  func note(_ writes: Int, since start: ContinuousClock.Instant, _ failure: StoreError? = nil) {
    let commit = Commit(writes: writes, duration: ContinuousClock.now - start, failure: failure)
    let observer = state.withLock { state in
      state.failure = commit.failure.map { "\($0)" }
      return state.observer
    }
    observer?(commit)
  }
}
