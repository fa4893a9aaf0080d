// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waits of the connecting thread: each ends when what it is for comes about, at the deadline, or when
/// the connection is told to stop, whichever is first.
struct Vigil: Sendable {
  let action: String
  let deadline: ContinuousClock.Instant
  let wakeUp: WakeUp
  /// Why the connection is to stop, once it is.
  let stopReason: @Sendable () -> SSHError?

  /// Waits for events of a descriptor.
  func wait(
    for events: Int32, on descriptor: Int32, until deadline: ContinuousClock.Instant? = nil,
    awaiting stage: String
  ) throws(SSHError) {
    while !(try wait(Poll(descriptor, events), until: deadline, awaiting: stage)) {}
  }

  /// Waits for another thread to ring, and to have left an answer.
  func wait<Value>(for answer: () -> Value?, awaiting stage: String) throws(SSHError) -> Value {
    while true {
      if let value = answer() { return value }
      _ = try wait(nil, until: nil, awaiting: stage)
    }
  }

  private func wait(
    _ target: Poll?, until limit: ContinuousClock.Instant?, awaiting stage: String
  ) throws(SSHError) -> Bool {
    let end = min(limit ?? deadline, deadline)
    var polls = [Poll(wakeUp.descriptor, Int32(POLLIN))] + (target.map { [$0] } ?? [])
    let count = Poll.wait(&polls, until: end)
    if polls[0].hasEvents { wakeUp.silence() }
    if let stop = stopReason() { throw stop }
    if count == 0, ContinuousClock.now >= end {
      throw SSHError(action, "timed out waiting for \(stage)", kind: .timeout)
    }
    return polls.count > 1 && polls[1].hasEvents
  }
}
