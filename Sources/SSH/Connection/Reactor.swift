// SPDX-License-Identifier: Apache-2.0

import CSSH2
import Glibc

/// What a connection's thread does once logged in: moves bytes for all channels until it is told to
/// stop or the connection ends.
final class Reactor {
  private let core: ConnectionCore
  private let session: Session
  private var entrance = Entrance()
  private var channels: [RunningChannel] = []
  private var pulse: Pulse

  init(_ session: consuming Session, _ core: ConnectionCore) {
    self.session = session
    self.core = core
    pulse = Pulse(self.session, patience: core.request.patience)
    self.session.wire.mode = .running
  }

  /// Returns why the connection ended; every channel has been told by then.
  func run() -> SSHError {
    let end: SSHError
    do throws(SSHError) {
      while true { try turn() }
    } catch {
      end = error
    }
    for core in cores { core.end(end.retitled(core.action)) }
    session.disconnect()
    return end
  }

  private var cores: [ChannelCore] { entrance.cores + channels.map(\.core) }

  private func turn() throws(SSHError) {
    let (stop, arriving) = core.state.access { state in
      defer { state.arriving = [] }
      return (state.stop, state.arriving)
    }
    entrance.add(arriving)
    if let stop { throw stop }
    expire()
    let moved = try moveBytes()
    // A reader who is behind still gets what has come.
    if !moved, session.wire.end != nil, !channels.contains(where: \.isBehind) {
      throw session.lost()
    }
    try wait(atMost: moved ? .zero : nil)
  }

  private func expire() {
    let now = ContinuousClock.now
    for core in cores {
      if let deadline = core.deadline, deadline <= now {
        core.end(SSHError(core.action, "timed out", kind: .timeout))
      }
    }
  }

  /// Goes round the channels once. Returns whether anything moved: then they want another round, for
  /// what one of them takes off the wire may be another's.
  private func moveBytes() throws(SSHError) -> Bool {
    session.wire.allow(1 << 20)
    let received = session.wire.received
    var moved = false
    if let channel = try entrance.open(in: session, besides: channels.count) {
      channels.append(channel)
      moved = true
    }
    for index in channels.indices {
      moved = try channels[index].advance(session) || moved
    }
    if channels.contains(where: \.isGone) {
      channels.removeAll(where: \.isGone)
      entrance.channelLeft()
    }
    return moved || session.wire.received != received
  }

  /// Until the socket or another thread has something to do, or the next deadline.
  private func wait(atMost limit: Duration?) throws(SSHError) {
    let isIdle = channels.isEmpty && entrance.opening == nil
    let wake = try pulse.beat(session, isIdle: isIdle)
    // With no channel there is nobody to take what comes; only the end of the connection counts.
    let inbound = isIdle ? Poll.hangUp : Int32(POLLIN)
    let outbound = session.wire.backlog > 0 ? Int32(POLLOUT) : 0
    var polls = [
      Poll(core.wakeUp.descriptor, Int32(POLLIN)),
      Poll(session.wire.end == nil ? session.wire.socket.descriptor : -1, inbound | outbound),
    ]
    let deadlines = cores.compactMap { $0.state.access { $0.failure } == nil ? $0.deadline : nil }
    let now = limit.map { ContinuousClock.now + $0 }
    _ = Poll.wait(&polls, until: (deadlines + [wake, entrance.retry, now].compactMap { $0 }).min())
    if polls[0].hasEvents { core.wakeUp.silence() }
    session.wire.flush()
    if isIdle, polls[1].has(Poll.hangUp | Int32(POLLHUP | POLLERR)) {
      throw SSHError(session.action, "the server closed the connection")
    }
  }
}
