// SPDX-License-Identifier: Apache-2.0

/// Runs `body`, which the first SIGINT or SIGTERM cancels, so that it can put things back before the program
/// ends with `ExitCode.interrupted`. The second one ends the program at once.
package func cancelledByInterrupt<Result: Sendable>(
  _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let interruption = try Interruption()
  defer { prepareSignals() }
  let work = Task { try await body() }
  // It ends with the process: nobody else tells of signals.
  Task {
    _ = await interruption.wait()
    work.cancel()
  }
  do {
    return try await work.value
  } catch {
    throw work.isCancelled ? CancellationError() : error
  }
}
