// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import TestKit
import Testing

/// Connections that leave HTTP behind.
struct TunnelTests {
  private let client = HTTPClient(environment: [:])
  private static let switched = "HTTP/1.1 101 Switching\r\nUpgrade: echo\r\nX-A: b\r\n\r\n"

  /// Says back what it is told, as often as four bytes come.
  private static let echo: StubServer.Answer = { _, connection in
    connection.send(switched + "hello")
    while let bytes = connection.read(4) { connection.send(bytes) }
  }

  private func request(_ url: String) -> HTTPRequest {
    var request = HTTPRequest("GET", url + "/path?a=b")
    request.headers = ["Connection": "Upgrade", "Upgrade": "echo"]
    return request
  }

  private func tunnel(_ request: HTTPRequest) async throws -> (HTTPTunnel, HTTPHeaders) {
    guard case .switched(let tunnel, let headers) = try await client.upgrade(request) else {
      throw TestFailure("switch", "refused")
    }
    return (tunnel, headers)
  }

  private func read(_ count: Int, from tunnel: HTTPTunnel) async throws -> String {
    var bytes: [UInt8] = []
    while bytes.count < count, let more = try await tunnel.read() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `bytes go both ways, from those right behind the head on`() async throws {
    try await StubServer.run(answer: Self.echo) { server in
      var request = request(server.url)
      request.authorization = .basic(user: "user", password: Secret("pass"))
      let (tunnel, headers) = try await tunnel(request)
      #expect(headers["x-a"] == "b")
      #expect(try await read(5, from: tunnel) == "hello")
      try await tunnel.write(Array("one ".utf8))
      #expect(try await read(4, from: tunnel) == "one ")
      #expect(server.requests[0].target == "/path?a=b")
      // As `printf user:pass | base64` has it.
      #expect(server.requests[0].headers["authorization"] == "Basic dXNlcjpwYXNz")
      tunnel.close()
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a body goes with the request, and one direction ends before the other`() async throws
  {
    try await StubServer.run { request, connection in
      connection.send(Self.switched)
      connection.send(request.body)
      // Up to the end of what the client has to say.
      var count = 0
      while let bytes = connection.read(1) { count += bytes.count }
      connection.send(" and \(count) more")
      connection.close()
    } _: { server in
      var request = request(server.url)
      request.method = "POST"
      request.body = .text("body")
      let (tunnel, _) = try await tunnel(request)
      #expect(try await read(4, from: tunnel) == "body")
      try await tunnel.write(Array("one two".utf8))
      tunnel.finish()
      #expect(try await read(.max, from: tunnel) == " and 7 more")
    }
  }

  @Test func `much goes both ways over TLS`() async throws {
    try await StubServer.run(answer: Self.echo) { server in
      try await withTemporaryDirectory { folder in
        let ca = try await TestCA(in: folder)
        var options = WebServer.Options()
        options.identity = try await ca.issue()
        options.directives = [
          "location / { proxy_pass http://127.0.0.1:\(server.port); proxy_http_version 1.1; "
            + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }"
        ]
        try await WebServer.run(options) { web in
          var request = request(web.url)
          let stranger = try await failure(request)
          #expect(stranger.isTLS)
          request.tls.onlyCAs = try Array(Data(contentsOf: ca.certificate))
          let (tunnel, _) = try await tunnel(request)
          _ = try await read(5, from: tunnel)
          let sent = [UInt8](repeating: UInt8(ascii: "x"), count: 4 << 20)
          let writer = Task { try await tunnel.write(sent) }
          var count = 0
          while count < sent.count, let bytes = try await tunnel.read() { count += bytes.count }
          #expect(count == sent.count)
          try await writer.value
        }
      }
    }
  }

  @Test(arguments: [
    "Content-Length: 4\r\n\r\nno !",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nno \r\n1\r\n!\r\n0\r\n\r\n",
    "Connection: close\r\n\r\nno !",
  ])
  func `a refusal is an answer, however long it is said to be`(rest: String) async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 403 No\r\n\(rest)")
      if rest.hasPrefix("Connection") { connection.close() }
    } _: { server in
      guard case .refused(let status, _, let body) = try await client.upgrade(request(server.url))
      else { throw TestFailure("be refused", "switched") }
      #expect(status == 403)
      #expect(String(decoding: body, as: UTF8.self) == "no !")
    }
  }

  private func failure(_ request: HTTPRequest) async throws -> HTTPError {
    let error = await #expect(throws: HTTPError.self) { _ = try await client.upgrade(request) }
    return try #require(error)
  }

  @Test func `a server that is silent is not waited for`() async throws {
    try await StubServer.run { _, connection in
      connection.waitForClient()
    } _: { server in
      var request = request(server.url)
      request.idleTimeout = .milliseconds(200)
      let silent = try await failure(request)
      #expect(silent.cause == "the server sent nothing for 200 ms")
      request.idleTimeout = nil
      request.deadline = .milliseconds(200)
      let late = try await failure(request)
      #expect(late.cause == "not done within 200 ms")
    }
  }

  @Test func `a server that is not there, or closes, or is deaf`() async throws {
    let error = try await failure(request("http://127.0.0.1:\(try freePort())"))
    #expect(error.isConnectionRefused)
    try await StubServer.run { _, connection in
      connection.close()
    } _: { server in
      let closed = try await failure(request(server.url))
      #expect(closed.isInterrupted)
      // It waits for a line where a handshake comes.
      var deaf = request("https://127.0.0.1:\(server.port)")
      deaf.connectTimeout = .milliseconds(300)
      let late = try await failure(deaf)
      #expect(late.cause == "no connection within 300 ms")
    }
  }

  @Test func `a reader that is cancelled closes the connection`() async throws {
    try await StubServer.run(answer: Self.echo) { server in
      let (tunnel, _) = try await tunnel(request(server.url))
      _ = try await read(5, from: tunnel)
      let reader = Task { try await tunnel.read() }
      reader.cancel()
      let error = await #expect(throws: HTTPError.self) { _ = try await reader.value }
      #expect(error?.isCancelled == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `whoever is cancelled while the server thinks is let go`() async throws {
    try await StubServer.run { _, connection in
      connection.waitForClient()
    } _: { server in
      let request = request(server.url)
      let asking = Task { [client] in try await client.upgrade(request) }
      try await eventually("the request is there") { !server.requests.isEmpty }
      asking.cancel()
      let error = await #expect(throws: HTTPError.self) { _ = try await asking.value }
      #expect(error?.isCancelled == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `the end of the connection is the end of the bytes`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.switched + "bye")
      connection.close()
    } _: { server in
      let (tunnel, _) = try await tunnel(request(server.url))
      let bytes = try await read(100, from: tunnel)
      #expect(bytes == "bye")
    }
  }
}
