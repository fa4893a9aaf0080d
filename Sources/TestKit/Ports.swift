// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A TCP port of loopback that nobody else will be given: for servers that cannot choose one.
package func freePort() throws -> Int {
  let (socket, port) = try boundToLoopback()
  // Left open, and so never handed out again. Only now does it say that the address may be used again:
  // a server that says so too may listen there, but a port that the kernel picks is never this one.
  var yes: Int32 = 1
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
  return port
}

/// Whether something on loopback takes connections to `port`.
package func accepts(port: Int) -> Bool {
  guard let socket = try? connectToLoopback(port) else { return false }
  close(socket)
  return true
}

/// A socket that listens on a port of loopback.
func listenOnLoopback(queue: Int32 = 1024) throws -> (socket: Int32, port: Int) {
  let (socket, port) = try boundToLoopback()
  guard listen(socket, queue) == 0 else {
    close(socket)
    throw TestFailure("listen on port \(port)", String(cString: strerror(errno)))
  }
  return (socket, port)
}

/// A socket that is connected to a port of loopback.
func connectToLoopback(_ port: Int) throws -> Int32 {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  let code = withLoopback(UInt16(port)) { address, size in connect(socket, address, size) }
  guard code == 0 else {
    close(socket)
    throw TestFailure("connect to port \(port)", String(cString: strerror(errno)))
  }
  return socket
}

private func boundToLoopback() throws -> (socket: Int32, port: Int) {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard socket >= 0 else { throw TestFailure("find a free port", "no socket") }
  var address = sockaddr_in()
  let code = withLoopback(0) { wanted, size in
    guard bind(socket, wanted, size) == 0 else { return Int32(-1) }
    var size = size
    return withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
    }
  }
  guard code == 0 else {
    close(socket)
    throw TestFailure("find a free port", "no port")
  }
  return (socket, Int(UInt16(bigEndian: address.sin_port)))
}

private func withLoopback<Result>(
  _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

/// Lends `body` a port on which a connection is neither taken nor refused: its queue is full.
package func withFullBacklog<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
  let (listener, port) = try listenOnLoopback(queue: 0)
  // One is queued, whatever was asked for.
  let first = try connectToLoopback(port)
  defer {
    close(first)
    close(listener)
  }
  return try await body(port)
}
