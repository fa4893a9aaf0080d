// SPDX-License-Identifier: Apache-2.0

import CSSH2

/// The channels that are not open yet. libssh2 opens one at a time.
///
/// A server allows only so many sessions on a connection (sshd ten, if not told otherwise), and says so
/// by refusing one. While others are open, a refused one waits for its turn.
@safe struct Entrance {
  private var waiting: [ChannelCore] = []
  private(set) var opening: ChannelCore?
  /// When to ask again after a refusal.
  private(set) var retry: ContinuousClock.Instant?
  /// The server takes a moment to count a closed session out.
  private var lastLeft: ContinuousClock.Instant?

  var cores: [ChannelCore] { waiting + (opening.map { [$0] } ?? []) }

  mutating func add(_ cores: [ChannelCore]) {
    waiting += cores
  }

  mutating func channelLeft() {
    lastLeft = ContinuousClock.now
    retry = nil
  }

  mutating func open(
    in session: borrowing Session, besides others: Int
  ) throws(SSHError) -> RunningChannel? {
    guard let core = next() else { return nil }
    opening = core
    let handle = unsafe libssh2_channel_open_ex(
      session.handle, "session", 7, 2 << 20, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
    if let handle = unsafe handle {
      opening = nil
      return unsafe RunningChannel(core, handle)
    }
    let (code, words) = session.lastError()
    if code == LIBSSH2_ERROR_EAGAIN { return nil }
    guard code == LIBSSH2_ERROR_CHANNEL_FAILURE else { throw session.lost() }
    opening = nil
    let now = ContinuousClock.now
    if others > 0 || lastLeft.map({ $0 + .seconds(1) > now }) ?? false {
      waiting.insert(core, at: 0)
      retry = now + .milliseconds(50)
    } else {
      core.end(SSHError(core.action, "the server opens no session: \(words)"))
    }
    return nil
  }

  /// The channel to go on with. One that was given up while it waited needs no server to end.
  private mutating func next() -> ChannelCore? {
    if let opening { return opening }
    waiting.removeAll { core in core.state.access { $0.failure } != nil }
    if waiting.isEmpty { retry = nil }
    if let retry, retry > ContinuousClock.now { return nil }
    retry = nil
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }
}
