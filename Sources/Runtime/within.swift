// SPDX-License-Identifier: Apache-2.0

import Kube

/// Does `work`, and gives up on it after `limit`: it is cancelled then, and left behind if that does not
/// end it.
/// - Returns: Nil where there was no answer in time.
func within<Answer: Sendable>(
  _ limit: Duration, _ clock: Timekeeper, _ work: @escaping @Sendable () async -> Answer
) async -> Answer? {
  let gate = Gate<Answer?>()
  let task = Task { gate.open(await work()) }
  let timer = Task {
    do { try await clock.sleep(limit) } catch { return }
    gate.open(nil)
  }
  let answer = await withTaskCancellationHandler {
    await gate.get()
  } onCancel: {
    task.cancel()
    gate.open(nil)
  }
  timer.cancel()
  task.cancel()
  return answer
}
