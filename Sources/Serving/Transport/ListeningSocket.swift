// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc

/// A socket that clients can connect to. Closes it with itself, and removes a unix socket's file.
final class ListeningSocket: Sendable {
  let socket: Int32

  /// Where clients find it, with the port that was chosen.
  let address: ListenAddress

  /// The file of a unix socket, to tell it from a later one at the same path.
  private let file: FileIdentity?

  init(at address: ListenAddress) throws(ServingError) {
    switch address {
    case .tcp(let host, let port):
      (socket, self.address) = try Self.bound(host, port)
      file = nil
    case .unix(let path):
      socket = try Self.bound(path)
      self.address = address
      file = FileIdentity(path)
    }
    guard listen(socket, 1024) == 0 else { throw cannotListen(at: address) }
  }

  deinit {
    close(socket)
    if case .unix(let path) = address, let file, FileIdentity(path) == file { unsafe unlink(path) }
  }

  /// The next client that waits, or -1 with `errno` set.
  func accept() -> Int32 {
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let client = accept4(socket, nil, nil, flags)
    guard client >= 0, case .tcp = address else { return client }
    // Events must leave at once; a client whose machine died must be noticed some day.
    set(client, IPPROTO_TCP, TCP_NODELAY, 1)
    set(client, SOL_SOCKET, SO_KEEPALIVE, 1)
    set(client, IPPROTO_TCP, TCP_KEEPIDLE, 60)
    return client
  }
}

/// Device and number of a file.
private struct FileIdentity: Equatable {
  let device: UInt
  let number: UInt

  init?(_ path: String) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    device = facts.st_dev
    number = facts.st_ino
  }
}

func cannotListen(at address: ListenAddress, hint: String? = nil) -> ServingError {
  let isInUse = errno == EADDRINUSE
  return ServingError(
    isInUse ? .addressInUse : .listening, "listen at \(address)", words(for: errno), hint: hint)
}

func newSocket(_ family: Int32) -> Int32 {
  let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
  return socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
}

func set(_ socket: Int32, _ level: some BinaryInteger, _ option: Int32, _ value: Int32) {
  var value = value
  _ = unsafe setsockopt(socket, Int32(level), option, &value, 4)
}
