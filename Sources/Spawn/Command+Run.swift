// SPDX-License-Identifier: Apache-2.0

extension Command {
  /// What a running program tells while it runs. Both are called on the thread that watches it,
  /// which waits for them.
  package struct Observer: Sendable {
    /// Told the process id, once the program has started.
    package var started: @Sendable (Int32) -> Void = { _ in }

    /// Given every line as it comes. Where this is set, standard output is not kept.
    package var eachLine: (@Sendable (Line) -> Void)?

    package init() {}
  }

  /// Runs the program to its end, and fails unless `accepts` holds its exit status.
  ///
  /// Cancelling the task stops the program; this returns only when it has gone.
  package func run(_ observer: Observer = Observer()) async throws(SpawnError) -> Output {
    let wake: Wake
    do throws(Errno) { wake = try Wake() } catch { throw SpawnError(error, running: line) }
    if Task.isCancelled { throw SpawnError(.cancelled, running: line, "cancelled") }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        do throws(Errno) {
          try Thread.start {
            continuation.resume(returning: Supervisor.run(self, observer, wake))
          }
        } catch {
          continuation.resume(returning: .failure(SpawnError(error, running: line)))
        }
      }
    } onCancel: {
      wake.ring()
    }.get()
  }

  /// Runs the program, and hands over each line that it writes while it does.
  package func run(
    eachLine: @escaping @Sendable (Line) -> Void
  ) async throws(SpawnError) -> Output {
    var observer = Observer()
    observer.eachLine = eachLine
    return try await run(observer)
  }
}
