// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP
import TestKit
import Testing

/// Each limit stops the work it is set for, says which it was, and lets go of the connection.
struct TimeoutTests {
  private let client = HTTPClient(environment: [:])
  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

  private func failure(
    idle: Duration? = nil, deadline: Duration? = nil, answer: @escaping StubServer.Answer
  ) async throws -> HTTPError {
    try await StubServer.run(answer: answer) { server in
      var request = HTTPRequest("GET", server.url)
      request.idleTimeout = idle
      request.deadline = deadline
      let error = try await client.failure(request)
      #expect(error.isTimeout)
      #expect("\(error)".hasPrefix("cannot GET \(server.url): "))
      try await eventually("the connection is closed") { server.openConnections == 0 }
      return error
    }
  }

  @Test func `a server that never answers`() async throws {
    let error = try await failure(idle: .milliseconds(200)) { $1.waitForClient() }
    #expect(error.cause == "the server sent nothing for 200 ms")
  }

  @Test func `a server that falls silent in its headers`() async throws {
    let error = try await failure(idle: .milliseconds(200)) {
      $1.send("HTTP/1.1 200 OK\r\nContent-")
      $1.waitForClient()
    }
    #expect(error.cause == "the server sent nothing for 200 ms")
  }

  @Test func `a server that falls silent in its body`() async throws {
    let error = try await failure(idle: .milliseconds(200)) {
      $1.send(Self.head)
      $1.chunk("some")
      $1.waitForClient()
    }
    #expect(error.cause == "the server sent nothing for 200 ms")
  }

  @Test func `a deadline before the answer`() async throws {
    let error = try await failure(deadline: .milliseconds(200)) { $1.waitForClient() }
    #expect(error.cause == "not done within 200 ms")
  }

  @Test func `a deadline within a body that never ends`() async throws {
    let error = try await failure(idle: .seconds(60), deadline: .milliseconds(300)) {
      $1.send(Self.head)
      while $1.chunk("and on") { usleep(1000) }
    }
    #expect(error.cause == "not done within 300 ms")
  }

  @Test func `a deadline holds for a reader that reads slowly`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.head)
      while connection.chunk(String(repeating: "x", count: 10_000)) {}
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.deadline = .seconds(2)
      let body = try await client.send(request).body
      try await eventually("the connection is closed") { server.openConnections == 0 }
      let error = await #expect(throws: HTTPError.self) {
        while try await body.next() != nil {}
      }
      #expect(error?.cause == "not done within 2 s")
    }
  }

  @Test func `a server that is slow but steady is let be`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.head)
      for _ in 0..<18 {
        usleep(300_000)
        connection.chunk("x")
      }
      connection.chunk("")
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.idleTimeout = .seconds(5)
      let text = try await client.text(request)
      #expect(text == "200 xxxxxxxxxxxxxxxxxx")
    }
  }

  @Test func `a reader or a writer that takes its time is not the server's silence`() async throws {
    let piece = [UInt8](repeating: 1, count: 1 << 20)
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(8 << 20)\r\n\r\n")
      for _ in 0..<8 { connection.send(piece) }
    } _: { server in
      let writer = HTTPBodyWriter()
      var request = HTTPRequest("PUT", server.url, body: writer.body())
      request.idleTimeout = .seconds(1)
      async let response = client.send(request)
      for _ in 0..<2 {
        #expect(await writer.write([1]))
        try await Task.sleep(for: .milliseconds(1500))
      }
      writer.finish()
      let body = try await response.body
      try await Task.sleep(for: .milliseconds(1500))
      #expect(try await body.collect(upTo: 8 << 20).count == 8 << 20)
    }
  }

  @Test func `a server that takes connections and says nothing of TLS`() async throws {
    try await StubServer.run { _, _ in
    } _: { server in
      var request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)/")
      request.connectTimeout = .milliseconds(300)
      let error = try await client.failure(request)
      #expect("\(error)" == "cannot GET \(request.url): no TLS handshake within 300 ms")
      #expect(error.isTimeout)
    }
  }

  @Test func `an address that swallows packets`() async throws {
    try await withFullBacklog { port in
      var request = HTTPRequest("GET", "http://127.0.0.1:\(port)/")
      request.connectTimeout = .milliseconds(300)
      let error = try await client.failure(request)
      #expect("\(error)" == "cannot GET \(request.url): no connection within 300 ms")
      #expect(error.isTimeout)
    }
  }
}
