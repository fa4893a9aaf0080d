// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Spawn
import Synchronization

/// A real program that runs while a test needs it.
package final class Daemon: Sendable {
  private struct State {
    var process: Int32?
    var lines: [String] = []
    var ending: String?
  }

  private let state = Mutex(State())

  /// Its process id.
  package var process: Int32 { state.withLock { $0.process ?? -1 } }

  /// All that it has written so far, both streams together.
  package var lines: [String] { state.withLock { $0.lines } }

  /// What makes a daemon ready for use.
  package enum Ready: Sendable {
    case accepts(port: Int)
    case exists(path: String)
    case wrote(String)
    case holds(@Sendable () async throws -> Bool)
  }

  /// Runs `body` beside the program, from when that is ready, and ends the program with it.
  package static func run<Result: Sendable>(
    _ command: Command, until ready: Ready, within limit: Duration = .seconds(300),
    _ body: (Daemon) async throws -> Result
  ) async throws -> Result {
    let daemon = Daemon()
    // Ended by `cancel` below, and waited for: it never outlives this call.
    let running = Task { await daemon.live(command) }
    do {
      try await daemon.wait(for: ready, of: command, within: limit)
      let result = try await body(daemon)
      running.cancel()
      await running.value
      return result
    } catch {
      running.cancel()
      await running.value
      throw error
    }
  }

  private func live(_ command: Command) async {
    var observer = Command.Observer()
    observer.started = { process in self.state.withLock { $0.process = process } }
    observer.eachLine = { line in self.state.withLock { $0.lines.append(line.text) } }
    let ending: String
    do {
      _ = try await mortal(command).run(observer)
      ending = "it ended by itself"
    } catch {
      ending = "\(error)"
    }
    state.withLock { $0.ending = ending }
  }

  /// The command, run so that it is told to stop when this process dies and cannot say so itself.
  private func mortal(_ command: Command) throws -> Command {
    var command = command
    command.arguments =
      ["--pdeathsig", "TERM", "--", command.program] + command.arguments
    command.program = try Part.path("setpriv")
    return command
  }

  private func wait(for ready: Ready, of command: Command, within limit: Duration) async throws {
    let deadline = ContinuousClock.now + limit
    while true {
      let (ending, lines) = state.withLock { ($0.ending, $0.lines) }
      if let ending { throw failure(command, ending) }
      if try await holds(ready, lines) { return }
      guard ContinuousClock.now < deadline else {
        throw failure(command, "not ready after \(limit)")
      }
      // No event says that a program has begun to listen.
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private func holds(_ ready: Ready, _ lines: [String]) async throws -> Bool {
    switch ready {
    case .accepts(let port): accepts(port: port)
    case .exists(let path): FileManager.default.fileExists(atPath: path)
    case .wrote(let text): lines.contains { $0.contains(text) }
    case .holds(let condition): try await condition()
    }
  }

  private func failure(_ command: Command, _ cause: String) -> TestFailure {
    TestFailure("start \(command.line)", ([cause] + lines).joined(separator: "\n"))
  }
}
