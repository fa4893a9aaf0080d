// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc

extension ListeningSocket {
  /// A socket at `host`, and the address with the port it got.
  static func bound(
    _ host: String, _ port: UInt16
  ) throws(ServingError) -> (Int32, ListenAddress) {
    let wanted = ListenAddress.tcp(host, port: port)
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    // Digits only: a name would have to be asked for, and the answer waited for.
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, "\(port)", &hints, &found) == 0, let place = unsafe found else {
      throw ServingError(
        .listening, "listen at \(wanted)", "\(host) is not an IP address",
        hint: "give an address of this machine in digits, such as 127.0.0.1 or ::1")
    }
    defer { unsafe freeaddrinfo(place) }
    let socket = newSocket(unsafe place.pointee.ai_family)
    // A restarted server must not wait for connections of the last one to be forgotten.
    set(socket, SOL_SOCKET, SO_REUSEADDR, 1)
    guard socket >= 0,
      unsafe bind(socket, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0
    else {
      defer { close(socket) }
      throw cannotListen(at: wanted, hint: errno == EADDRINUSE ? "give another port" : nil)
    }
    return (socket, .tcp(host, port: chosenPort(of: socket) ?? port))
  }

  private static func chosenPort(of socket: Int32) -> UInt16? {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let code = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      unsafe getsockname(socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
    }
    // In an address of the older family the port is at the same place.
    return code == 0 ? UInt16(bigEndian: address.sin6_port) : nil
  }

  /// A socket at `path`. A file that a server left behind when it was killed is replaced; one that
  /// somebody answers at is not.
  static func bound(_ path: String) throws(ServingError) -> Int32 {
    let wanted = ListenAddress.unix(path)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= room else {
      throw ServingError(
        .listening, "listen at \(wanted)", "the path of a unix socket has at most \(room) bytes",
        hint: "choose a shorter path")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let socket = newSocket(AF_UNIX)
    if isLeftOver(path, address) { unsafe unlink(path) }
    guard socket >= 0, unsafe with(address, { unsafe bind(socket, $0, $1) }) == 0,
      unsafe chmod(path, 0o600) == 0
    else {
      defer { close(socket) }
      throw cannotListen(
        at: wanted, hint: errno == EADDRINUSE ? "another process serves there" : nil)
    }
    return socket
  }

  /// Whether there is a socket at `path` to which nobody listens.
  private static func isLeftOver(_ path: String, _ address: sockaddr_un) -> Bool {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK else { return false }
    let client = newSocket(AF_UNIX)
    defer { close(client) }
    return unsafe with(address) { unsafe connect(client, $0, $1) } != 0 && errno == ECONNREFUSED
  }

  private static func with(
    _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = address
    return unsafe withUnsafeBytes(of: &address) { bytes in
      guard let place = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else {
        return -1
      }
      return unsafe body(place, socklen_t(bytes.count))
    }
  }
}
