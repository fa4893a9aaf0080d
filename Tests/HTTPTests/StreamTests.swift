// SPDX-License-Identifier: Apache-2.0

import HTTP
import Synchronization
import TestKit
import Testing

/// Bodies that come and go piece by piece.
struct StreamTests {
  private let client = HTTPClient(environment: [:])
  private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test func `each piece of an answer is there as soon as it was sent`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.chunked)
      connection.chunk("first")
      connection.waitForClient()
    } _: { server in
      var pieces = try await client.send(HTTPRequest("GET", server.url)).body.makeAsyncIterator()
      #expect(try await pieces.next() == Array("first".utf8))
    }
  }

  @Test func `a server is held back while nobody reads`() async throws {
    let sent = Atomic(0)
    let total = 64 << 20
    try await StubServer.run { _, connection in
      let piece = [UInt8](repeating: 7, count: 64 << 10)
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      while sent.load(ordering: .relaxed) < total, connection.send(piece) {
        sent.add(piece.count, ordering: .relaxed)
      }
    } _: { server in
      let body = try await client.send(HTTPRequest("GET", server.url)).body
      var count = try #require(try await body.next()).count
      var seen = -1
      try await eventually("the server stands still") {
        defer { seen = sent.load(ordering: .relaxed) }
        try await Task.sleep(for: .milliseconds(200))
        return seen == sent.load(ordering: .relaxed)
      }
      // What the kernel's two socket buffers may hold, and our own.
      #expect(seen < 32 << 20)
      for try await bytes in body { count += bytes.count }
      #expect(count == total)
    }
  }

  @Test func `a body is sent while it is made, in chunks or by its length`() async throws {
    try await StubServer.run { request, connection in
      let framing = request.headers["content-length"] ?? request.headers["transfer-encoding"] ?? ""
      connection.answer(200, "\(framing) \(request.body.count)")
    } _: { server in
      for (length, framing) in [(nil, "chunked"), (3000 << 10, "3072000")] as [(Int?, String)] {
        let source = AsyncThrowingStream<[UInt8], any Error> { source in
          for _ in 0..<3000 { source.yield([UInt8](repeating: 1, count: 1 << 10)) }
          source.finish()
        }
        let request = HTTPRequest("PUT", server.url, body: .stream(source, length: length))
        let text = try await client.text(request)
        #expect(text == "200 \(framing) 3072000")
      }
    }
  }

  @Test func `a body that fails half-way fails the request`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200)
    } _: { server in
      let source = AsyncThrowingStream<[UInt8], any Error> { source in
        source.yield(Array("half".utf8))
        source.finish(throwing: TestFailure("read the disk", "it is on fire"))
      }
      let error = try await client.failure(
        HTTPRequest("PUT", server.url, body: .stream(source, length: nil)))
      #expect(
        "\(error)"
          == "cannot PUT \(server.url): the request body failed: cannot read the disk: it is on fire"
      )
      #expect(server.requests.isEmpty)
    }
  }

  @Test(arguments: [
    (3, "the request body is longer than 3 bytes"),
    (8, "the request body ended after 4 of 8 bytes"),
  ])
  func `a body of another length than promised fails the request`(length: Int, cause: String)
    async throws
  {
    try await StubServer.run { _, connection in
      connection.answer(200)
    } _: { server in
      let writer = HTTPBodyWriter()
      #expect(await writer.write(Array("four".utf8)))
      writer.finish()
      let error = try await client.failure(
        HTTPRequest("PUT", server.url, body: writer.body(length: length)))
      #expect("\(error)" == "cannot PUT \(server.url): \(cause)")
    }
  }

  @Test func `a writer that is dropped before the end fails the request`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200)
    } _: { server in
      var writer: HTTPBodyWriter? = HTTPBodyWriter()
      let request = HTTPRequest("PUT", server.url, body: try #require(writer).body())
      writer = nil
      let error = try await client.failure(request)
      #expect(error.cause == "the request body was given up before its end")
    }
  }

  @Test func `a writer is told when nobody reads any more`() async throws {
    let writer = HTTPBodyWriter()
    let error = try await client.failure(
      HTTPRequest("PUT", "http://127.0.0.1:1", body: writer.body()))
    #expect(error.isConnectionRefused)
    #expect(await writer.write([1]) == false)
  }

  @Test func `an early answer ends an endless upload`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(413)
    } _: { server in
      let source = AsyncThrowingStream { [UInt8](repeating: 0, count: 1 << 16) }
      let request = HTTPRequest(
        "PUT", server.url, headers: ["X-Stub": "answer early"], body: .stream(source, length: nil))
      let response = try await client.send(request)
      #expect(response.status == 413)
    }
  }

  @Test func `lines come one by one, however the bytes are cut`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.chunked)
      for piece in ["{\"a\"", ":1}\n", "\n{\"b\":2}\n{\"c\"", ":3}"] { connection.chunk(piece) }
      connection.chunk("")
    } _: { server in
      let body = try await client.send(HTTPRequest("GET", server.url)).body
      var lines: [String] = []
      for try await line in body.lines() { lines.append(String(decoding: line, as: UTF8.self)) }
      #expect(lines == ["{\"a\":1}", "", "{\"b\":2}", "{\"c\":3}"])
    }
  }

  @Test func `a line without end is not collected for ever`() async throws {
    try await StubServer.run { _, connection in
      connection.send(Self.chunked)
      while connection.chunk(String(repeating: "x", count: 1000)) {}
    } _: { server in
      let body = try await client.send(HTTPRequest("GET", server.url)).body
      let error = await #expect(throws: HTTPError.self) {
        for try await _ in body.lines(upTo: 100_000) {}
      }
      #expect(
        error.map { "\($0)" }
          == "cannot GET \(server.url): a line of the answer is larger than 100000 bytes")
      #expect(error?.isTooLarge == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `an answer is collected up to its limit and not beyond`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200, String(repeating: "x", count: 1000))
    } _: { server in
      let fits = try await client.send(HTTPRequest("GET", server.url))
      #expect(try await fits.body.collect(upTo: 1000).count == 1000)
      let exceeds = try await client.send(HTTPRequest("GET", server.url))
      let error = await #expect(throws: HTTPError.self) {
        try await exceeds.body.collect(upTo: 999)
      }
      #expect(
        error.map { "\($0)" } == "cannot GET \(server.url): the answer is larger than 999 bytes")
    }
  }

  @Test func `gzip is unpacked where it was asked for`() async throws {
    try await withTemporaryDirectory { directory in
      try directory.write(String(repeating: "hello ", count: 1000), to: "file.txt")
      var options = WebServer.Options()
      options.files = directory
      options.directives = [
        "gzip on;", "gzip_types *;", "gzip_min_length 1;", "gzip_http_version 1.0;",
      ]
      try await WebServer.run(options) { server in
        var request = HTTPRequest("GET", "\(server.url)/file.txt")
        let plain = try await client.send(request)
        #expect(plain.headers["Content-Encoding"] == nil)
        request.acceptsCompression = true
        let packed = try await client.send(request)
        #expect(packed.headers["Content-Encoding"] == "gzip")
        let body = try await packed.body.collect(upTo: 6000)
        #expect(body == Array(String(repeating: "hello ", count: 1000).utf8))
      }
    }
  }
}
