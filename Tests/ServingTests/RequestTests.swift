// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Serving
import Spawn
import TestKit
import Testing

/// Requests and answers, asked by clients that others wrote.
struct RequestTests {
  @Test func `the handler gets all of a request`() async throws {
    let seen = Box<ServerRequest>()
    let handler: HTTPServer.Handler = { request in
      seen.put(request)
      return .text("made", status: 201)
    }
    try await withServer(handler: handler) { _, address in
      let output = try await curl(
        "--include", "-X", "PATCH", "-H", "X-One: 1", "-H", "x-two: 2", "-d", "body",
        address.url("/apis/x%20y?b=1&a=%26"))
      #expect(output.hasPrefix("HTTP/1.1 201 Created\r\nDate: "))
      #expect(output.contains("\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmade"))
    }
    let request = try #require(seen.value)
    #expect(request.method == "PATCH")
    #expect(request.target == "/apis/x%20y?b=1&a=%26")
    #expect(request.path == "/apis/x y")
    #expect(request.query.map(\.name) == ["b", "a"])
    #expect(request.query.map(\.value) == ["1", "&"])
    #expect(request.headers["x-one"] == "1")
    #expect(request.headers["X-Two"] == "2")
    #expect(String(decoding: request.body, as: UTF8.self) == "body")
    #expect(request.peer == .unknown)
  }

  @Test func `one connection serves many requests`() async throws {
    try await withServer(handler: echo) { _, address in
      let output = try await python(
        """
        import http.client, sys
        c = http.client.HTTPConnection(sys.argv[1])
        c.connect()
        first = c.sock
        for i in range(200):
            c.request(['GET', 'POST', 'DELETE'][i % 3], f'/n/{i}', body='x' * (i % 7))
            r = c.getresponse()
            assert r.status == 200 and f'/n/{i} ' in r.read().decode(), i
            assert c.sock is first, 'the connection was closed'
        print('done')
        """, "\(address)")
      #expect(output == "done\n")
    }
  }

  @Test func `a large body arrives whole, both ways`() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 40 << 20
    let handler: HTTPServer.Handler = { ServerResponse(200, [:], .bytes($0.body)) }
    try await withServer(limits, handler: handler) { _, address in
      let body = (0..<(5 << 20)).flatMap {
        withUnsafeBytes(of: UInt64($0) &* 0x9e37_79b9) { Array($0) }
      }
      var request = HTTPRequest("POST", address.url())
      request.body = .bytes(body)
      let client = HTTPClient()
      let answer = try await client.send(request)
      #expect(try await answer.body.collect(upTo: 50 << 20) == body)
      await client.shutdown()
    }
  }

  @Test func `requests sent ahead are answered one by one and in order`() async throws {
    let handler: HTTPServer.Handler = { request in
      // The first takes longest, so that any other order would show.
      let number = Int(request.path.dropFirst()) ?? 0
      try? await Task.sleep(for: .milliseconds(20 * (5 - number)))
      return .text(request.path)
    }
    try await withServer(handler: handler) { _, address in
      for isCut in [false, true] {
        let client = try RawClient(address)
        let requests = (0..<5).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }
        for request in isCut ? requests : [requests.joined()] { client.send(request) }
        for number in 0..<5 { #expect(try await client.readAnswer() == (200, "/\(number)")) }
      }
    }
  }

  @Test func `an answer to HEAD has the length and no body`() async throws {
    try await withServer(handler: echo) { _, address in
      let client = try RawClient(address)
      client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n")
      let head = try await client.read(until: "\r\n\r\n")
      #expect(head.contains("\r\nContent-Length: 11\r\n"))
      client.get("/y")
      #expect(try await client.readAnswer().body == "GET /y [] ")
    }
  }

  @Test func `HEAD does not begin a stream`() async throws {
    let handler: HTTPServer.Handler = { _ in .stream { _ in Issue.record("it began") } }
    try await withServer(handler: handler) { _, address in
      let head = try await curl("--head", address.url())
      #expect(head.contains("Transfer-Encoding: chunked"))
    }
  }

  @Test(arguments: [204, 304])
  func `a status without a body has none`(status: Int) async throws {
    let handler: HTTPServer.Handler = { request in
      request.path == "/last" ? .text("last") : .text("ignored", status: status)
    }
    try await withServer(handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      let head = try await client.read(until: "\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 \(status) "))
      #expect(!head.contains("Content-Length"))
      client.get("/last")
      #expect(try await client.readAnswer().body == "last")
    }
  }

  @Test func `a client that waits for permission to send its body gets it`() async throws {
    try await withServer(handler: echo) { _, address in
      let client = try RawClient(address)
      client.send("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
      #expect(try await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send("body")
      #expect(try await client.readAnswer().body == "PUT /x [] body")
    }
  }

  @Test func `clients of HTTP 1.0 are told the end by closing`() async throws {
    let handler: HTTPServer.Handler = { request in
      guard request.path == "/stream" else { return await echo(request) }
      return .stream { writer in
        try await writer.write(Array("one".utf8))
        try await writer.write([])
        try await writer.write(Array("two".utf8))
      }
    }
    try await withServer(handler: handler) { _, address in
      for (path, end) in [("/x", "\r\n\r\nGET /x [] "), ("/stream", "\r\n\r\nonetwo")] {
        let client = try RawClient(address)
        client.send("GET \(path) HTTP/1.0\r\n\r\n")
        let answer = try await client.readToEnd()
        #expect(answer.hasSuffix(end))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!answer.contains("chunked"))
      }
    }
  }

  @Test func `a client that asks for it has its connection closed`() async throws {
    try await withServer(handler: echo) { _, address in
      let client = try RawClient(address)
      client.send("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let answer = try await client.readToEnd()
      #expect(answer.contains("\r\nConnection: close\r\n"))
      #expect(answer.hasSuffix("GET /x [] "))
    }
  }

  @Test func `a client that asked and closed its sending side is answered`() async throws {
    try await withServer(handler: echo) { _, address in
      let client = try RawClient(address)
      client.get("/x")
      client.get("/y")
      client.endSending()
      let answers = try await client.readToEnd()
      #expect(answers.contains("\r\n\r\nGET /x [] HTTP/1.1 200 OK\r\n"))
      #expect(answers.hasSuffix("\r\n\r\nGET /y [] "))
    }
  }

  @Test func `a client that offers another protocol is answered in this one`() async throws {
    try await withServer(handler: echo) { _, address in
      let answer = try await curl("--http2", "--include", "-d", "body", address.url("/x"))
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nPOST /x [] body"))
    }
  }

  @Test func `a writer that outlives its stream writes nothing`() async throws {
    let writers = Box<ResponseWriter>()
    let handler: HTTPServer.Handler = { request in
      if let writer = writers.value {
        await #expect(throws: ServingError.self) { try await writer.write([66]) }
        return .text("second")
      }
      return .stream { writer in
        writers.put(writer)
        try await writer.write([65])
      }
    }
    try await withServer(handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      #expect(try await client.read(until: "0\r\n\r\n").hasSuffix("\r\n\r\n1\r\nA\r\n0\r\n\r\n"))
      client.get("/")
      #expect(try await client.readAnswer().body == "second")
    }
  }

  @Test func `values of header fields cannot begin lines of their own`() async throws {
    let handler: HTTPServer.Handler = { _ in
      ServerResponse(200, ["X-Warning": "a\r\nSet-Cookie: b\n\u{0}c"])
    }
    try await withServer(handler: handler) { _, address in
      let answer = try await curl("--include", address.url())
      #expect(answer.contains("\r\nX-Warning: a  Set-Cookie: b  c\r\n"))
    }
  }

  @Test func `what the server refuses itself can be worded by its owner`() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 10
    let server = try HTTPServer(
      limits, refuse: { .text("code \($0.status)", status: $0.status) }, handler: echo)
    let address = try server.listen(at: .tcp("127.0.0.1", port: 0))
    #expect(try await curl("-d", "longer than that", address.url()) == "code 413")
    await server.shutDown(within: .zero)
  }
}
