// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import Synchronization
import TestKit
import Testing

/// What goes out, and what comes back, over a plain connection.
struct RequestTests {
  private let client = HTTPClient(environment: [:])

  @Test func `a request arrives as it was made, and so does the answer`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(201, "made", headers: ["X-Kind": "stub"])
    } _: { server in
      let request = HTTPRequest(
        "POST", server.url + "/a?b=c", headers: ["X-One": "1", "X-Empty": ""], body: .text("hello"))
      let response = try await client.send(request)
      #expect(response.status == 201)
      #expect(response.httpVersion == "1.1")
      #expect(response.headers["x-kind"] == "stub")
      #expect(try await response.body.collect(upTo: 100) == Array("made".utf8))
      let seen = try #require(server.requests.first)
      #expect(seen.method == "POST")
      #expect(seen.target == "/a?b=c")
      #expect(seen.headers["x-one"] == "1")
      #expect(seen.headers["x-empty"] == "")
      #expect(seen.headers["expect"] == nil)
      #expect(seen.headers["user-agent"] == "capctl")
      #expect(seen.text == "hello")
    }
  }

  @Test(arguments: [
    ("GET", nil), ("HEAD", nil), ("DELETE", nil), ("OPTIONS", nil), ("POST", "0"), ("PUT", "0"),
    ("PATCH", "0"),
  ])
  func `a method that has a body says so even of an empty one`(method: String, length: String?)
    async throws
  {
    try await StubServer.run { request, connection in
      connection.send("HTTP/1.1 204 No Content\r\n\r\n")
    } _: { server in
      let text = try await client.text(HTTPRequest(method, server.url))
      #expect(text == "204 ")
      #expect(server.requests.map(\.method) == [method])
      #expect(server.requests.first?.headers["content-length"] == length)
      #expect(server.requests.first?.headers["transfer-encoding"] == nil)
    }
  }

  @Test(arguments: ["GET", "DELETE", "PUT"])
  func `any method may carry a body`(method: String) async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.text)
    } _: { server in
      let request = HTTPRequest(method, server.url, body: .text("body"))
      let text = try await client.text(request)
      #expect(text == "200 body")
      #expect(server.requests.map(\.method) == [method])
    }
  }

  @Test func `the answer to HEAD has headers and no body`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    } _: { server in
      let response = try await client.send(HTTPRequest("HEAD", server.url))
      #expect(response.headers["Content-Length"] == "5")
      #expect(try await response.body.next() == nil)
    }
  }

  @Test func `interim answers and trailers are not the answer`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n")
      connection.send("2\r\nok\r\n0\r\nX-Late: yes\r\n\r\n")
    } _: { server in
      let response = try await client.send(HTTPRequest("GET", server.url))
      #expect(response.status == 200)
      #expect(response.headers["X-Early"] == nil)
      #expect(try await response.body.collect(upTo: 10) == Array("ok".utf8))
      #expect(response.headers["X-Late"] == nil)
    }
  }

  @Test func `a header that came twice is there twice`() async throws {
    try await StubServer.run { _, connection in
      connection.send(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie:\t b \r\nContent-Length: 0\r\n\r\n")
    } _: { server in
      let headers = try await client.send(HTTPRequest("GET", server.url)).headers
      #expect(headers.all("Set-Cookie") == ["a", "b"])
    }
  }

  @Test(arguments: [
    (Authorization.basic(user: "me", password: Secret("p:w")), "Basic bWU6cDp3"),
    (Authorization.bearer(Secret("abc.def")), "Bearer abc.def"),
  ])
  func `credentials are sent at once`(credentials: Authorization, header: String) async throws {
    try await StubServer.run { request, connection in
      connection.answer(request.headers["authorization"] == header ? 200 : 401)
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.authorization = credentials
      let text = try await client.text(request)
      #expect(text == "200 ")
      #expect(server.requests.count == 1)
    }
  }

  @Test func `user and password of the URL are credentials too, and not sent in it`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.headers["authorization"] ?? "none")
    } _: { server in
      let url = "http://me:p%3Aw@127.0.0.1:\(server.port)/x"
      let response = try await client.send(HTTPRequest("GET", url))
      #expect(response.url == server.url + "/x")
      #expect(try await response.body.collect(upTo: 100) == Array("Basic bWU6cDp3".utf8))
      #expect(server.requests.first?.target == "/x")
    }
  }

  @Test func `connections are used again, also after a refusal`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(request.target == "/no" ? 401 : 200, "text")
    } _: { server in
      for path in ["/", "/no", "/", "/no", "/"] {
        _ = try await client.text(HTTPRequest("POST", server.url + path, body: .text("x")))
      }
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test(arguments: ["GET", "PUT", "DELETE"])
  func `a kept connection that has died is replaced, if sending twice is harmless`(method: String)
    async throws
  {
    let connections = Atomic(0)
    try await StubServer.run { request, connection in
      if request.target == "/first" { return connection.answer(200) }
      connections.add(1, ordering: .relaxed).newValue == 1
        ? connection.close() : connection.answer(200, request.text)
    } _: { server in
      _ = try await client.text(HTTPRequest("GET", server.url + "/first"))
      let text = try await client.text(HTTPRequest(method, server.url, body: .text("body")))
      #expect(text == "200 body")
      #expect(server.acceptedConnections == 2)
    }
  }

  @Test func `nothing else is ever sent twice`() async throws {
    try await StubServer.run { request, connection in
      request.target == "/first" ? connection.answer(200) : connection.close()
    } _: { server in
      let writer = HTTPBodyWriter()
      #expect(await writer.write([1]))
      writer.finish()
      for request in [
        HTTPRequest("POST", server.url, body: .text("body")), HTTPRequest("PATCH", server.url),
        HTTPRequest("PUT", server.url, body: writer.body()),
      ] {
        _ = try await client.text(HTTPRequest("GET", server.url + "/first"))
        let error = try await client.failure(request)
        #expect(error.cause == "the server closed the connection without an answer")
        #expect(error.isInterrupted)
      }
      #expect(server.requests.map(\.method) == ["GET", "POST", "GET", "PATCH", "GET", "PUT"])
    }
  }

  @Test func `nothing goes out once the client was shut down`() async throws {
    let client = HTTPClient(environment: [:])
    try await StubServer.run { _, connection in
      connection.waitForClient()
    } _: { server in
      async let open = client.failure(HTTPRequest("GET", server.url))
      try await eventually("the request is there") { server.requests.count == 1 }
      async let first: Void = client.shutdown()
      async let second: Void = client.shutdown()
      _ = await (first, second)
      #expect(try await open.cause == "the client was shut down")
      #expect(
        try await client.failure(HTTPRequest("GET", server.url)).cause == "the client was shut down"
      )
      await client.shutdown()
    }
  }
}
