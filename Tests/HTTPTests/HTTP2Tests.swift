// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Synchronization
import TestKit
import Testing

/// Many requests on one connection, against nginx, which passes them on to a stub over HTTP/1.1.
struct HTTP2Tests {
  private let client = HTTPClient(environment: [:])

  private func withServer(
    directives: [String] = [], answer: @escaping StubServer.Answer,
    _ body: (WebServer, StubServer) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      var options = WebServer.Options()
      options.identity = try await ca.issue()
      try await StubServer.run(answer: answer) { stub in
        options.directives =
          directives + [
            """
            location / {
              proxy_pass \(stub.url); proxy_http_version 1.1; proxy_set_header Connection "";
              proxy_buffering off; proxy_request_buffering off; proxy_read_timeout 1h;
            }
            """,
            "location /connection { return 200 $connection; }",
          ]
        try await WebServer.run(options) { server in try await body(server, stub) }
      }
    }
  }

  private func request(_ url: String, method: String = "GET", body: HTTPBody = .none) -> HTTPRequest
  {
    var request = HTTPRequest(method, url, body: body)
    request.tls.isInsecure = true
    request.multiplexes = true
    return request
  }

  @Test func `HTTP/2 is spoken where it was asked for and is understood`() async throws {
    try await withServer { _, connection in
      connection.answer(200)
    } _: { server, stub in
      var request = request(server.url)
      let two = try await client.send(request)
      #expect(two.httpVersion == "2")
      request.multiplexes = false
      let one = try await client.send(request)
      #expect(one.httpVersion == "1.1")
      request.url = stub.url
      request.multiplexes = true
      let plain = try await client.send(request)
      #expect(plain.httpVersion == "1.1")
    }
  }

  @Test func `requests at once share one connection`() async throws {
    try await withServer { _, _ in
    } _: { server, _ in
      let connections = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 {
          group.addTask { try await client.text(request(server.url + "/connection")) }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(connections.count == 1)
    }
  }

  @Test func `more streams than a connection may have get another connection`() async throws {
    try await withServer(directives: ["http2_max_concurrent_streams 10;"]) { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.chunk("open\n")
      connection.waitForClient()
    } _: { server, stub in
      try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
        for _ in 0..<50 { group.addTask { try await client.send(request(server.url)) } }
        var open: [HTTPResponse] = []
        for try await response in group {
          #expect(try await response.body.next() == Array("open\n".utf8))
          open.append(response)
        }
        #expect(stub.openConnections == 50)
      }
      try await eventually("the streams are closed") { stub.openConnections == 0 }
    }
  }

  @Test func `a slow reader holds nobody else up`() async throws {
    let size = 16 << 20
    try await withServer { request, connection in
      guard request.target == "/big" else { return connection.answer(200, "small") }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
      connection.send([UInt8](repeating: 1, count: size))
    } _: { server, _ in
      let big = try await client.send(request(server.url + "/big"))
      var count = try #require(try await big.body.next()).count
      for _ in 0..<20 {
        let small = try await client.text(request(server.url + "/small"))
        #expect(small == "200 small")
      }
      for try await bytes in big.body { count += bytes.count }
      #expect(count == size)
    }
  }

  @Test func `a reader that falls too far behind fails`() async throws {
    try await withServer { _, connection in
      let piece = [UInt8](repeating: 1, count: 1 << 20)
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n")
      while connection.send(piece) {}
    } _: { server, stub in
      let big = try await client.send(request(server.url))
      try await eventually("the transfer is stopped") { stub.openConnections == 0 }
      let error = await #expect(throws: HTTPError.self) {
        while try await big.body.next() != nil {}
      }
      #expect(
        "\(try #require(error))"
          == "cannot GET \(server.url): its reader fell 64 MiB behind on a shared connection")
      #expect(error?.hint == "large answers need a connection of their own")
    }
  }

  @Test func `bodies go both ways, whole or in pieces`() async throws {
    try await withServer { request, connection in
      connection.answer(200, "\(request.body.count)")
    } _: { server, _ in
      let whole = request(
        server.url, method: "PUT", body: .bytes([UInt8](repeating: 1, count: 1 << 20)))
      let text = try await client.text(whole)
      #expect(text == "200 \(1 << 20)")
      let writer = HTTPBodyWriter()
      async let pieces = client.text(request(server.url, method: "POST", body: writer.body()))
      for _ in 0..<10 {
        #expect(await writer.write([UInt8](repeating: 1, count: 100 << 10)))
        await Task.yield()
      }
      writer.finish()
      #expect(try await pieces == "200 \(1000 << 10)")
    }
  }

  @Test func `a stream that is broken off says so, and its connection lives on`() async throws {
    try await withServer { request, connection in
      if request.target == "/whole" { return connection.answer(200, "whole") }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.close()
    } _: { server, _ in
      let before = try await client.text(request(server.url + "/connection"))
      let error = try await client.failure(request(server.url + "/half"))
      #expect(error.isInterrupted)
      #expect("\(error)" == "cannot GET \(server.url)/half: the server stopped after 4 of 10 bytes")
      let whole = try await client.text(request(server.url + "/whole"))
      #expect(whole == "200 whole")
      let after = try await client.text(request(server.url + "/connection"))
      #expect(after == before)
    }
  }

  @Test func `a cancelled stream leaves the others alone`() async throws {
    try await withServer { request, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.chunk("open")
      connection.waitForClient()
    } _: { server, stub in
      let before = try await client.text(request(server.url + "/connection"))
      let kept = try await client.send(request(server.url)).body
      #expect(try await kept.next() != nil)
      for _ in 0..<20 {
        let response = try await client.send(request(server.url))
        #expect(try await response.body.next() != nil)
        #expect(stub.openConnections == 2)
        response.body.cancel()
        try await eventually("the stream is closed") { stub.openConnections == 1 }
      }
      let after = try await client.text(request(server.url + "/connection"))
      #expect(after == before)
      kept.cancel()
      try await eventually("the last stream is closed") { stub.openConnections == 0 }
    }
  }
}
