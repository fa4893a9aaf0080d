// SPDX-License-Identifier: Apache-2.0

import Glibc
import Log
import SSH
import TestKit
import Testing

/// What stands in the way of a connection, before any login.
struct ConnectFailureTests {
  private let nobody = SSHIdentity(
    privateKey: Secret("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))

  private func failure(
    _ endpoint: SSHEndpoint, deadline: ContinuousClock.Instant = soon
  ) async throws -> SSHError {
    try await #require(
      throws: SSHError.self, "that is no server to connect to",
      performing: {
        try await SSHConnection.connect(
          to: endpoint, as: nobody, trusting: .insecure, deadline: deadline)
      })
  }

  @Test func `a port where nobody listens`() async throws {
    let port = UInt16(try freePort())
    let error = try await failure(SSHEndpoint(host: "127.0.0.1", port: port, user: "git"))
    #expect(
      error.description == "cannot connect to ssh://git@127.0.0.1:\(port): connection refused")
    #expect(error.hint == "check the address, the port and that sshd listens there")
  }

  @Test func `every address of a name is tried`() async throws {
    let port = UInt16(try freePort())
    let error = try await failure(SSHEndpoint(host: "localhost", port: port, user: "git"))
    #expect(
      error.description == "cannot connect to ssh://git@localhost:\(port): connection refused")
  }

  @Test func `an IPv6 address stands in brackets`() async throws {
    let error = try await failure(SSHEndpoint(host: "::1", port: 1, user: "git"))
    #expect(error.description.hasPrefix("cannot connect to ssh://git@[::1]:1: "))
  }

  @Test(arguments: ["no-such-host.invalid", "a..b", ""])
  func `a name that has no address`(host: String) async throws {
    let error = try await failure(SSHEndpoint(host: host, user: "git"))
    #expect(
      error.description.hasPrefix(
        "cannot connect to ssh://git@\(host):22: cannot resolve \"\(host)\": "))
    #expect(error.hint == "check the host's name")
  }

  @Test(arguments: [
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "\u{15}\u{3}\u{1}\0\u{2}\u{2}F",
    "\r\n", "220 mail ready\r\n\r\n",
  ])
  func `a server of something else`(greeting: String) async throws {
    try await Impostor.run(Impostor.says(greeting)) { endpoint in
      let error = try await failure(endpoint)
      #expect(
        error.description == "cannot connect to \(endpoint): what listens there does not speak SSH")
      #expect(error.hint == "check the port")
    }
  }

  @Test func `a greeting without an end is not read for ever`() async throws {
    let line = String(repeating: "welcome\r\n", count: 1000)
    let endless: @Sendable (Int32) -> Void = { connection in
      while send(connection, line, line.utf8.count, Int32(MSG_NOSIGNAL)) > 0 {}
    }
    try await Impostor.run(endless) { endpoint in
      let error = try await failure(endpoint)
      #expect(error.cause == "what listens there does not speak SSH")
    }
  }

  @Test func `a server that closes at once`() async throws {
    try await Impostor.run({ _ in }) { endpoint in
      let error = try await failure(endpoint)
      #expect(error.cause == "the server closed the connection before it said anything")
    }
  }

  @Test func `a server that closes in the middle of the handshake`() async throws {
    let serve: @Sendable (Int32) -> Void = { connection in
      let banner = "SSH-2.0-short\r\n"
      _ = send(connection, banner, banner.utf8.count, Int32(MSG_NOSIGNAL))
      var byte: UInt8 = 0
      _ = recv(connection, &byte, 1, 0)
    }
    try await Impostor.run(serve) { endpoint in
      let error = try await failure(endpoint)
      #expect(error.cause == "the server closed the connection during the SSH handshake")
    }
  }

  @Test(arguments: ["", "SSH-2.0-slow\r\n"])
  func `a server that falls silent is given up at the deadline`(greeting: String) async throws {
    try await Impostor.run(Impostor.says(greeting)) { endpoint in
      let start = ContinuousClock.now
      let error = try await failure(endpoint, deadline: start + .milliseconds(300))
      #expect(
        error.description
          == "cannot connect to \(endpoint): timed out waiting for the SSH handshake"
      )
      #expect(error.isTimeout)
      #expect(start.duration(to: .now) >= .milliseconds(300))
    }
  }

  @Test func `connecting ends when its task is cancelled`() async throws {
    try await Impostor.run(Impostor.says("")) { endpoint in
      let task = Task { try await failure(endpoint) }
      task.cancel()
      let error = try await task.value
      #expect(error.description == "cannot connect to \(endpoint): cancelled")
      #expect(error.isCancelled)
    }
  }
}
