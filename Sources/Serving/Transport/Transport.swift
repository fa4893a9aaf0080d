// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc

/// What became of an attempt to read or to write without waiting.
enum Moved: Equatable {
  case bytes(Int)
  case wouldBlock
  /// The client will send no more.
  case ended
  case failed
  /// The client speaks plain HTTP where TLS is spoken.
  case notTLS
}

/// One connected socket, with or without TLS on it. Closes it with itself.
struct Transport: ~Copyable {
  let socket: Int32
  private let tls: TLSSession?
  private let isLocal: Bool

  /// Takes over `socket`, which does not block.
  init(_ socket: Int32, _ tls: consuming TLSSession?, isLocal: Bool) {
    self.socket = socket
    self.tls = tls
    self.isLocal = isLocal
  }

  deinit { close(socket) }

  borrowing func read(into buffer: UnsafeMutableRawBufferPointer) -> Moved {
    if tls != nil { return unsafe tls?.read(into: buffer) ?? .failed }
    let count = unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
    return count == 0 ? .ended : moved(count)
  }

  borrowing func write(_ bytes: UnsafeRawBufferPointer) -> Moved {
    if tls != nil { return unsafe tls?.write(bytes) ?? .failed }
    return unsafe moved(writePlain(bytes))
  }

  /// Past TLS.
  borrowing func writePlain(_ bytes: UnsafeRawBufferPointer) -> Int {
    unsafe send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
  }

  private borrowing func moved(_ count: Int) -> Moved {
    if count >= 0 { return .bytes(count) }
    return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed
  }

  /// Tells the client that nothing more will come.
  borrowing func finishWriting() {
    tls?.finish()
    shutdown(socket, Int32(SHUT_WR))
  }

  /// Makes closing break the connection off: what the client has not read is lost, and it knows.
  borrowing func breakOff() {
    var option = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  borrowing func peer() -> Peer {
    if tls != nil { return .tls(tls?.clientCertificate()) }
    guard isLocal, let user = UInt32(exactly: serving_peer_user(socket)) else { return .unknown }
    return .local(user: user)
  }
}
