// SPDX-License-Identifier: Apache-2.0

import CSSH2

/// Notices a server that is there but no longer alive: while channels are open it is asked for a sign
/// of life, and given up when none comes.
///
/// Without a channel libssh2 reads nothing, so nothing is asked; the kernel's keep-alive watches alone.
struct Pulse {
  private let patience: Duration
  private var received = 0
  private var heard = ContinuousClock.now
  private var wasIdle = true

  init(_ session: borrowing Session, patience: Duration) {
    self.patience = patience
    let interval = UInt32(max(patience.components.seconds / 4, 1))
    unsafe libssh2_keepalive_config(session.handle, 1, interval)
  }

  /// Returns when to look again.
  mutating func beat(
    _ session: borrowing Session, isIdle: Bool
  ) throws(SSHError) -> ContinuousClock.Instant? {
    let now = ContinuousClock.now
    // The time without channels does not count: nobody was listening.
    if wasIdle || session.wire.received != received {
      (received, heard) = (session.wire.received, now)
    }
    wasIdle = isIdle
    if isIdle { return nil }
    if heard.duration(to: now) > patience {
      throw SSHError(
        session.action, "the server gave no sign of life for \(patience.components.seconds) s",
        kind: .timeout)
    }
    var seconds: Int32 = 0
    unsafe libssh2_keepalive_send(session.handle, &seconds)
    return now + .seconds(max(seconds, 1))
  }
}
