// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The two ends that may come to a conversation before its own: its deadline, and a cancelled task.
///
/// What waits for bytes lends a way to be woken; what only computes asks from time to time.
final class Stop: Sendable {
  private struct State {
    var isCancelled = false
    var wake: (@Sendable () -> Void)?
  }

  let deadline: ContinuousClock.Instant
  private let timeout: Duration
  private let state = Mutex(State())

  init(after timeout: Duration) {
    self.timeout = timeout
    deadline = .now + timeout
  }

  var remaining: Duration { max(.zero, deadline - .now) }

  /// What ended it, if something has.
  func ending(_ action: String) -> GitError? {
    if state.withLock(\.isCancelled) { return GitError(action, "cancelled", .cancelled) }
    guard remaining == .zero else { return nil }
    return GitError(action, "it did not end within \(timeout.inWords)", .timeout)
  }

  func cancel() {
    let wake = state.withLock { state in
      state.isCancelled = true
      return state.wake.take()
    }
    wake?()
  }

  /// Calls `wake` once at a cancellation, from another thread; at once where there was one.
  func whenCancelled(_ wake: @escaping @Sendable () -> Void) {
    let isNow = state.withLock { state in
      if !state.isCancelled { state.wake = wake }
      return state.isCancelled
    }
    if isNow { wake() }
  }
}

extension Duration {
  fileprivate var inWords: String {
    let (seconds, rest) = components
    return rest == 0 ? "\(seconds) s" : "\(seconds * 1000 + rest / 1_000_000_000_000_000) ms"
  }
}
