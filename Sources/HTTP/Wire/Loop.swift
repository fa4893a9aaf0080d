// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The near side of the thread that libcurl runs on: takes commands, starts the thread with the
/// first of them, and ends it.
final class Loop: Sendable {
  enum Command: Sendable {
    case start(Exchange)
    case cancel(UInt64)
    case resumeReceiving(UInt64)
    case resumeSending(UInt64)
    case stop
  }

  private enum Phase: Sendable {
    case idle
    case running(Poller)
    case stopped
  }

  private struct State: Sendable {
    var phase = Phase.idle
    var commands: [Command] = []
  }

  private let state = Mutex(State())
  /// Set when the thread has let go of everything.
  let ended = OneShot<Void>()

  /// Starts `exchange`, or fails it.
  func start(_ exchange: Exchange) {
    let refusal = state.withLock { state -> HTTPError? in
      if case .stopped = state.phase {
        return exchange.error(.shutDown, "the client was shut down")
      }
      if case .idle = state.phase {
        guard let poller = Poller() else {
          return exchange.error(.system, "the process has no file descriptor left")
        }
        guard startThread({ Engine(self, poller).run() }) else {
          poller.close()
          return exchange.error(.system, "the system has no thread left")
        }
        state.phase = .running(poller)
      }
      state.commands.append(.start(exchange))
      return nil
    }
    if let refusal { exchange.finish(throwing: refusal) } else { wake() }
  }

  /// Asks for something to be done to an exchange that was started; too late is no harm.
  func post(_ command: Command) {
    state.withLock { state in
      if case .running = state.phase { state.commands.append(command) }
    }
    wake()
  }

  /// Ends everything that is under way, and the thread.
  func stop() {
    let wasIdle = state.withLock { state in
      if case .running = state.phase {
        state.commands.append(.stop)
        return false
      }
      defer { state.phase = .stopped }
      if case .idle = state.phase { return true }
      return false
    }
    if wasIdle { ended.set(()) } else { wake() }
  }

  // Under the lock: once it says "stopped", the thread closes the descriptor.
  private func wake() {
    state.withLock { state in
      if case .running(let poller) = state.phase { poller.wake() }
    }
  }

  // MARK: The far side

  func takeCommands() -> [Command] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// From here on nothing is taken, and nobody wakes the thread.
  /// - Returns: What came too late.
  func end() -> [Command] {
    state.withLock { state in
      state.phase = .stopped
      defer { state.commands = [] }
      return state.commands
    }
  }
}
