// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The repositories on this machine that are watched, each once.
final class LocalWatches: Sendable {
  private struct State {
    var watches: [String: LocalWatch] = [:]
    var handler: (@Sendable (String) -> Void)?
  }

  private let state = Mutex(State())

  /// `handler` is told the path of a repository in which something moved.
  func tell(_ handler: @escaping @Sendable (String) -> Void) {
    state.withLock { $0.handler = handler }
  }

  /// Nothing where it is watched already, or cannot be: the next look tries again.
  func watch(_ path: String) {
    state.withLock { state in
      guard state.watches[path] == nil, let handler = state.handler else { return }
      state.watches[path] = LocalWatch(path) { handler(path) }
    }
  }
}
