// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The bytes of one connection, between its socket and libssh2.
///
/// libssh2 mixes up the packets of several channels when a send is cut short: the next call must then
/// be the very same one. So a send is never cut short here: what the socket does not take is kept.
/// Stays on the connection's thread.
final class Wire {
  /// What libssh2 hears of the connection's end.
  enum Mode {
    /// All, at once.
    case connecting
    /// Nothing, for it would drop what it has received for the channels and not handed out yet. Who
    /// drives it looks at `end`.
    case running
    /// That it has ended, whatever the socket says.
    case closed
  }

  /// With this much waiting for the socket, nobody should add more.
  static let limit = 1 << 18

  let socket: Socket
  var mode = Mode.connecting
  private var unsent: [UInt8] = []
  private var sent = 0
  private var allowance = 0

  /// How many bytes have come in.
  private(set) var received = 0
  /// What the server said when it ended the connection.
  var farewell: String?

  /// Why nothing more comes in, once that is so.
  private(set) var end: String?

  init(_ socket: consuming Socket) {
    self.socket = socket
  }

  /// How many bytes wait for the socket.
  var backlog: Int { unsent.count - sent }

  /// libssh2 reads for as long as there is something to read; what it may read at a time is limited,
  /// so that deadlines and other work get their turn beside a server that never pauses.
  func allow(_ bytes: Int) {
    allowance = bytes
  }

  /// Returns what libssh2 wants: the count, 0 at the end, or the negative error number.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if mode == .closed { return -Int(ENOTCONN) }
    guard allowance > 0, end == nil || mode == .connecting else { return -Int(EAGAIN) }
    let count = unsafe recv(socket.descriptor, buffer.baseAddress, min(buffer.count, allowance), 0)
    let code = errno
    if count > 0 {
      allowance -= count
      received += count
      return count
    }
    if count < 0, code == EAGAIN || code == EINTR { return -Int(EAGAIN) }
    end = count == 0 || code == ECONNRESET ? "the server closed the connection" : reason(code)
    if mode == .running { return -Int(EAGAIN) }
    return count == 0 ? 0 : -Int(code)
  }

  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    unsafe unsent.append(contentsOf: bytes)
    flush()
    return bytes.count
  }

  /// Hands the socket what it takes. A socket that is broken shows when it is read from: what the server
  /// has sent until then still counts.
  func flush() {
    while backlog > 0 {
      let count = unsafe unsent.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
        return unsafe Glibc.send(
          socket.descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      let code = errno
      if count < 0, code == EINTR { continue }
      if count < 0, code == EAGAIN { return }
      sent = count < 0 ? unsent.count : sent + count
      if sent == unsent.count || sent > Wire.limit { dropSent() }
    }
  }

  private func dropSent() {
    unsent.removeSubrange(..<sent)
    sent = 0
  }
}
