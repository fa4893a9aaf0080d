// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

extension Command {
  /// Runs a program that a person works with, such as an editor: it has our own three streams, and stays in
  /// our group, so that a terminal takes it for ours. Returns when it has ended, however that was.
  ///
  /// Interrupts that are typed meanwhile are meant for it, and not for us.
  package func runOnTerminal() async throws(SpawnError) -> Status {
    try check()
    let path = try locate()
    return try await withCheckedContinuation { continuation in
      do throws(Errno) {
        try Thread.start { continuation.resume(returning: runOnTerminal(path)) }
      } catch {
        continuation.resume(returning: .failure(SpawnError(error, running: line)))
      }
    }.get()
  }

  /// Blocks until the program has ended.
  private func runOnTerminal(_ path: String) -> Result<Status, SpawnError> {
    let usual = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
    defer { for (number, handler) in usual { signal(number, handler) } }
    do throws(Errno) {
      let process = try launch(path, with: nil)
      guard let status = Child.reap(process) else {
        return .failure(SpawnError(.notStarted, running: line, "its exit status was lost"))
      }
      return .success(status)
    } catch {
      return .failure(notStarted(path, error))
    }
  }
}
