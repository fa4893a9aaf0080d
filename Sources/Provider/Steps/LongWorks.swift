// SPDX-License-Identifier: Apache-2.0

import Kube
import Packs
import Runtime
import Synchronization

/// What takes longer than a call may: goes on by itself, and is asked for by its token.
///
/// It lives with the process. After a restart nobody knows the token, which is as good as over: what there
/// is then tells how it went.
final class LongWorks: Sendable {
  private enum Work: Sendable {
    /// And how far it is.
    case running(String?)
    case over(Reply)
  }

  private struct State {
    var works: [String: Work] = [:]
    var tasks: [String: Task<Void, Never>] = [:]
    var wake: (@Sendable (GroupKind, Key) -> Void)?
  }

  private let state = Mutex(State())

  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) {
    state.withLock { $0.wake = wake }
  }

  /// Has an object looked at again.
  func look(at kind: GroupKind, _ key: Key) {
    state.withLock(\.wake)?(kind, key)
  }

  /// Begins a work, unless one of that name goes on already.
  func begin(
    _ token: String, for subject: Subject, _ body: @escaping @Sendable () async -> Reply
  ) -> Reply {
    let (kind, key) = (subject.pack.groupKind, subject.key)
    state.withLock { state in
      if case .running = state.works[token] { return }
      state.works[token] = .running(nil)
      state.tasks[token] = Task {
        let reply = await body()
        finish(token, reply)?(kind, key)
      }
    }
    return .running(token, retryAfter: 30)
  }

  private func finish(
    _ token: String, _ reply: Reply
  ) -> (@Sendable (GroupKind, Key) -> Void)? {
    state.withLock { state in
      state.works[token] = .over(reply)
      state.tasks[token] = nil
      return state.wake
    }
  }

  /// Has a work end before its time, waits until it has, and forgets it.
  func stop(_ token: String) async {
    guard let task = state.withLock({ $0.tasks[token] }) else { return }
    task.cancel()
    await task.value
    state.withLock { $0.works[token] = nil }
  }

  /// Takes down how far a work is.
  func tell(_ token: String, _ progress: String) {
    state.withLock { state in
      if case .running = state.works[token] { state.works[token] = .running(progress) }
    }
  }

  func isRunning(_ token: String) -> Bool {
    state.withLock { if case .running = $0.works[token] { true } else { false } }
  }

  func state(of token: String) -> Reply {
    state.withLock { state in
      switch state.works[token] {
      case .running(let progress):
        // What tells how far it is, is asked for more often.
        var reply = Reply.running(token, retryAfter: progress == nil ? 30 : 5)
        reply.message = progress
        return reply
      case .over(let reply):
        state.works[token] = nil
        return reply
      case nil: return Reply(404)
      }
    }
  }
}
