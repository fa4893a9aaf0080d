// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connected TCP socket, non-blocking. Closed by its one owner's end.
struct Socket: ~Copyable {
  let descriptor: Int32

  private init(owning descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Tries the addresses of a host in turn. Each gets an equal share of the time that is left, so that
  /// one that never answers leaves some for the next.
  static func connect(to endpoint: SSHEndpoint, _ vigil: Vigil) throws(SSHError) -> Socket {
    let addresses = try Resolver(vigil: vigil).addresses(of: endpoint.host, port: endpoint.port)
    var failure = SSHError(vigil.action, "\(endpoint.host) has no address")
    for (index, address) in addresses.enumerated() {
      let left = ContinuousClock.now.duration(to: vigil.deadline) / (addresses.count - index)
      do throws(SSHError) {
        return try connect(to: address, vigil, until: ContinuousClock.now + left)
      } catch {
        if error.isCancelled { throw error }
        failure = error
      }
    }
    throw failure
  }

  private static func connect(
    to address: Address, _ vigil: Vigil, until deadline: ContinuousClock.Instant
  ) throws(SSHError) -> Socket {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.family, kind, 0)
    guard descriptor >= 0 else { throw SSHError(vigil.action, "no socket: \(reason(errno))") }
    let socket = Socket(owning: descriptor)
    socket.configure()
    var code = unsafe address.bytes.withUnsafeBytes { bytes in
      let raw = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
      return unsafe Glibc.connect(descriptor, raw, socklen_t(bytes.count)) == 0 ? 0 : errno
    }
    if code == EINPROGRESS {
      try vigil.wait(for: Int32(POLLOUT), on: descriptor, until: deadline, awaiting: "an answer")
      code = socket.option(SOL_SOCKET, SO_ERROR)
    }
    guard code == 0 else {
      throw SSHError(
        vigil.action, reason(code), hint: "check the address, the port and that sshd listens there")
    }
    return socket
  }

  /// A peer that vanished is noticed within a minute, idle or not.
  private borrowing func configure() {
    set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    set(SOL_SOCKET, SO_KEEPALIVE, 1)
    set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
    set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
    set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    set(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 60_000)
  }

  private borrowing func set(_ level: Int32, _ name: Int32, _ value: Int32) {
    var value = value
    // An option that the kernel does not have is no reason not to connect.
    _ = unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  private borrowing func option(_ level: Int32, _ name: Int32) -> Int32 {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return unsafe getsockopt(descriptor, level, name, &value, &size) == 0 ? value : errno
  }
}
