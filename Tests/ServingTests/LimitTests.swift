// SPDX-License-Identifier: Apache-2.0

import Foundation
import Serving
import TestKit
import Testing

/// Clients that send too much, too slowly, or nothing.
struct LimitTests {
  private static let post = "POST / HTTP/1.1\r\nHost: x\r\n"

  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  /// What a client that says `text` is answered, before its connection ends.
  private func answer(to text: String, _ limits: ServerLimits) async throws -> String {
    try await withServer(limits, handler: echo) { _, address in
      let client = try RawClient(address)
      client.send(text)
      return try await client.readToEnd()
    }
  }

  @Test func `a body that is announced as too long is refused before it is sent`() async throws {
    let answer = try await answer(
      to: "\(Self.post)Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
      limits { $0.bodyBytes = 1000 })
    #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
    #expect(answer.hasSuffix("\r\n\r\nthe request body is longer than 1000 bytes\n"))
    #expect(answer.contains("Connection: close"))
  }

  @Test func `a client that sends all of a body that is too long still reads why`() async throws {
    try await withServer(limits { $0.bodyBytes = 1000 }, handler: echo) { _, address in
      let output = try await python(
        """
        import http.client, sys
        c = http.client.HTTPConnection(sys.argv[1])
        c.request('POST', '/', body=b'x' * (8 << 20))
        r = c.getresponse()
        print(r.status, r.read().decode(), end='')
        """, "\(address)")
      #expect(output == "413 the request body is longer than 1000 bytes\n")
    }
  }

  @Test func `header fields that are too long are refused`() async throws {
    let answer = try await answer(
      to: "GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 70_000))\r\n\r\n",
      ServerLimits())
    #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
    #expect(answer.hasSuffix("the request line and header fields are longer than 65536 bytes\n"))
  }

  @Test(arguments: ["GET / HT", "\(post)Content-Length: 9\r\n\r\nhalf"])
  func `a request that does not arrive in time is given up`(text: String) async throws {
    let answer = try await answer(to: text, limits { $0.receiving = .milliseconds(200) })
    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(answer.hasSuffix("the request took longer than 0.2 seconds to arrive\n"))
  }

  @Test func `dripping bytes do not prolong the time for a request`() async throws {
    try await withServer(limits { $0.receiving = .milliseconds(300) }, handler: echo) {
      _, address in
      let client = try RawClient(address)
      client.send("GET / HTTP/1.1\r\nX: ")
      // Ends when the server has closed, at the latest some moments after it has answered.
      while client.send("a") { try await Task.sleep(for: .milliseconds(20)) }
    }
  }

  @Test func `a connection on which nothing is asked is closed without a word`() async throws {
    #expect(try await answer(to: "", limits { $0.receiving = .milliseconds(100) }) == "")
  }

  @Test func `an idle connection is closed`() async throws {
    let answer = try await answer(
      to: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", limits { $0.idle = .milliseconds(100) })
    #expect(answer.hasSuffix("\r\n\r\nGET / [] "))
  }

  @Test func `no limit of time is on the handler`() async throws {
    let limits = limits {
      $0.receiving = .milliseconds(50)
      $0.idle = .milliseconds(50)
      $0.sending = .milliseconds(50)
    }
    let handler: HTTPServer.Handler = { request in
      try? await Task.sleep(for: .milliseconds(400))
      return .stream { writer in
        try await writer.write(Array("a".utf8))
        try await Task.sleep(for: .milliseconds(400))
        try await writer.write(Array("b".utf8))
      }
    }
    try await withServer(limits, handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      #expect(try await client.readToEnd().hasSuffix("1\r\na\r\n1\r\nb\r\n0\r\n\r\n"))
    }
  }

  @Test func `more clients than allowed wait until one goes`() async throws {
    try await withServer(limits { $0.connections = 2 }, handler: echo) { _, address in
      let first = try RawClient(address)
      let second = try RawClient(address)
      for client in [first, second] {
        client.get("/in")
        #expect(try await client.readAnswer().body == "GET /in [] ")
      }
      let third = try RawClient(address)
      third.get("/waits")
      first.vanish()
      #expect(try await third.readAnswer().body == "GET /waits [] ")
      second.get("/still")
      #expect(try await second.readAnswer().body == "GET /still [] ")
    }
  }

  @Test func `damaged requests do not stop the server`() async throws {
    let seed = Int.random(in: 0...99_999)
    var random = SystemRandomNumberGenerator.seeded(seed)
    let original = Array("\(Self.post)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
    try await withServer(handler: echo) { _, address in
      for _ in 0..<300 {
        var bytes = original + original
        for _ in 0...random.next(below: 4) {
          bytes[random.next(below: bytes.count)] = UInt8(random.next(below: 256))
        }
        let client = try RawClient(address)
        client.send(bytes)
        client.endSending()
        let answers = try await client.readToEnd()
        #expect(answers.isEmpty || answers.hasPrefix("HTTP/1.1 "), "seed \(seed)")
      }
      let client = try RawClient(address)
      client.get("/x")
      #expect(try await client.readAnswer().body == "GET /x [] ")
    }
  }

  @Test(arguments: [
    "\u{0}garbage\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\(post)Content-Length: x\r\n\r\n",
  ])
  func `what is no request is refused, and the connection closed`(text: String) async throws {
    let answer = try await answer(to: text, ServerLimits())
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(answer.contains("\r\n\r\nmalformed request: "))
  }
}
