// SPDX-License-Identifier: Apache-2.0

import CSSH2

/// A channel that is open on the server, as the connection's thread drives it.
@safe struct RunningChannel {
  private enum Stage { case starting, running, closing, gone }

  let core: ChannelCore
  private let handle: OpaquePointer
  private var stage = Stage.starting
  private var input: ArraySlice<UInt8> = []
  private var isInputEnded = false

  init(_ core: ChannelCore, _ handle: OpaquePointer) {
    self.core = core
    unsafe self.handle = unsafe handle
  }

  /// Whether libssh2 has freed it.
  var isGone: Bool { stage == .gone }

  /// Whether there is output that the reader has no room for.
  var isBehind: Bool { stage == .running && core.state.access { $0.isFull } }

  /// Does what can be done without waiting. Returns whether anything was.
  mutating func advance(_ session: borrowing Session) throws(SSHError) -> Bool {
    if stage == .running, core.state.access({ $0.failure }) != nil { stage = .closing }
    switch stage {
    // Even when it was given up meanwhile: the answer must not be left for the next channel to find.
    case .starting: return try start(session)
    case .running: return try transfer(session)
    case .closing:
      if unsafe libssh2_channel_free(handle) == LIBSSH2_ERROR_EAGAIN { return false }
      stage = .gone
      return true
    case .gone: return false
    }
  }

  private mutating func start(
    _ session: borrowing Session
  ) throws(SSHError) -> Bool {
    let code = unsafe libssh2_channel_process_startup(
      handle, "exec", 4, core.command, UInt32(core.command.utf8.count))
    switch code {
    case LIBSSH2_ERROR_EAGAIN: return false
    case 0:
      core.state.change { $0.opened() }
      stage = .running
    case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED:
      core.end(SSHError(core.action, "the server runs no commands for this user"))
      stage = .closing
    default: throw session.lost()
    }
    return true
  }

  private mutating func transfer(
    _ session: borrowing Session
  ) throws(SSHError) -> Bool {
    let sent = try send(session)
    let received = try receive(0, session)
    let complained = try receive(SSH_EXTENDED_DATA_STDERR, session)
    return try finish(session) || sent || received || complained
  }

  private mutating func send(_ session: borrowing Session) throws(SSHError) -> Bool {
    var moved = 0
    // However fast the server takes it: deadlines and other channels want their turn.
    while moved < 1 << 20, session.wire.backlog < Wire.limit, !isInputEnded {
      if input.isEmpty, !(try fetchInput(session)) { break }
      let count = unsafe input.withUnsafeBytes { bytes in
        unsafe libssh2_channel_write_ex(
          handle, 0, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
      }
      if count == LIBSSH2_ERROR_EAGAIN || count == 0 { break }
      guard count > 0 else { throw session.lost() }
      input.removeFirst(count)
      moved += count
    }
    return moved > 0
  }

  /// False where there is nothing to send now.
  private mutating func fetchInput(
    _ session: borrowing Session
  ) throws(SSHError) -> Bool {
    guard core.state.access({ $0.hasInput }) else { return false }
    switch core.state.change({ $0.nextInput() }) {
    case .bytes(let bytes):
      input = bytes[...]
      return true
    case .end:
      let code = unsafe libssh2_channel_send_eof(handle)
      if code != LIBSSH2_ERROR_EAGAIN, code != 0 { throw session.lost() }
      isInputEnded = code == 0
      return false
    case .none: return false
    }
  }

  private func receive(
    _ stream: Int32, _ session: borrowing Session
  ) throws(SSHError) -> Bool {
    var moved = false
    while !core.state.access({ $0.isFull }) {
      let (count, bytes) = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 15) {
        let count = unsafe libssh2_channel_read_ex(handle, stream, $0.baseAddress, $0.count)
        return unsafe (count, Array(UnsafeRawBufferPointer($0).prefix(max(count, 0))))
      }
      if count == LIBSSH2_ERROR_EAGAIN || count == 0 { return moved }
      guard count > 0 else { throw session.lost() }
      core.state.change { $0.received(stream == 0 ? .output(bytes) : .error(bytes)) }
      moved = true
    }
    // The reader is behind. The wire is read all the same: there are other channels, and messages that
    // belong to none.
    let code = unsafe libssh2_channel_wait_eof(handle)
    if code != LIBSSH2_ERROR_EAGAIN, code != 0 { throw session.lost() }
    return moved
  }

  /// After the last of the output come the exit status and the channel's end.
  private mutating func finish(
    _ session: borrowing Session
  ) throws(SSHError) -> Bool {
    guard unsafe libssh2_channel_eof(handle) == 1 else { return false }
    let code = unsafe libssh2_channel_wait_closed(handle)
    if code == LIBSSH2_ERROR_EAGAIN { return false }
    guard code == 0 else { throw session.lost() }
    let exit = exit(session)
    core.state.change { $0.end(.success(exit)) }
    stage = .closing
    return true
  }

  private func exit(_ session: borrowing Session) -> SSHExit {
    var name: UnsafeMutablePointer<CChar>?
    var length = 0
    _ = unsafe libssh2_channel_get_exit_signal(handle, &name, &length, nil, nil, nil, nil)
    guard let signal = unsafe name else {
      return .code(unsafe libssh2_channel_get_exit_status(handle))
    }
    defer { unsafe libssh2_free(session.handle, signal) }
    return .signal(oneLine(unsafe String(cString: signal)))
  }
}
