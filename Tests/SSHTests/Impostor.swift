// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import SSH
import TestKit

/// Something on loopback that takes connections and is no SSH server.
enum Impostor {
  /// Runs `body` beside a listener that treats each connection as told. `serve` gets the connection,
  /// runs on a thread, and has it closed when it returns.
  static func run<Result: Sendable>(
    _ serve: @escaping @Sendable (Int32) -> Void, _ body: (SSHEndpoint) async throws -> Result
  ) async throws -> Result {
    let (listener, port) = try listen()
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        Thread.detachNewThread {
          serve(connection)
          close(connection)
        }
      }
      close(listener)
    }
    defer { shutdown(listener, Int32(SHUT_RDWR)) }
    return try await body(SSHEndpoint(host: "127.0.0.1", port: port, user: "git"))
  }

  static func says(_ text: String) -> @Sendable (Int32) -> Void {
    { connection in
      _ = send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      wait(connection)
    }
  }

  /// Until the client is gone.
  @Sendable static func wait(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while recv(connection, &buffer, buffer.count, 0) > 0 {}
  }

  private static func listen() throws -> (Int32, UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && Glibc.listen(listener, 100) == 0
          ? getsockname(listener, $0, &size) : -1
      }
    }
    guard code == 0 else {
      throw TestFailure("listen on loopback", String(cString: strerror(errno)))
    }
    return (listener, UInt16(bigEndian: address.sin_port))
  }
}
