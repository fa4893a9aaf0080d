// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import TestKit
import Testing

/// Where answers point elsewhere.
struct RedirectTests {
  private let client = HTTPClient(environment: [:])

  /// Redirects `/<status>` to `/end`, which tells what arrived.
  private static let redirecting: StubServer.Answer = { request, connection in
    if let status = Int(request.target.dropFirst()) {
      connection.answer(status, "gone", headers: ["Location": "/end"])
    } else {
      let authorization = request.headers["authorization"] ?? "nobody"
      connection.answer(200, "\(request.method) \(request.text) \(authorization)")
    }
  }

  @Test(arguments: [
    (301, "GET", "GET"), (302, "GET", "GET"), (303, "GET", "GET"), (307, "GET", "GET"),
    (308, "GET", "GET"), (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"),
    (301, "PUT", "PUT"), (307, "POST", "POST"), (308, "POST", "POST"), (303, "HEAD", "HEAD"),
  ])
  func `method and body go along where they must`(status: Int, method: String, then: String)
    async throws
  {
    try await StubServer.run(answer: Self.redirecting) { server in
      let hasBody = ["POST", "PUT"].contains(method)
      let response = try await client.send(
        HTTPRequest(method, "\(server.url)/\(status)", body: hasBody ? .text("body") : .none))
      #expect(response.url == server.url + "/end")
      #expect(server.requests.map(\.method) == [method, then])
      #expect(server.requests.last?.text == (hasBody && then == method ? "body" : ""))
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test func `a redirect that is not wanted is the answer`() async throws {
    try await StubServer.run(answer: Self.redirecting) { server in
      var request = HTTPRequest("GET", server.url + "/302")
      request.redirects = .none
      let text = try await client.text(request)
      #expect(text == "302 gone")
    }
  }

  @Test func `a redirect in a circle ends`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(302, headers: ["Location": "/again?token=secret"])
    } _: { server in
      var request = HTTPRequest("GET", server.url + "/start")
      request.redirects = .follow(3)
      let error = try await client.failure(request)
      #expect(
        "\(error)" == "cannot GET \(server.url)/start: more than 3 redirects, the last to "
          + "\(server.url)/again?token=***")
      #expect(server.requests.count == 4)
    }
  }

  @Test func `credentials stay with the server they are for`() async throws {
    try await StubServer.run(answer: Self.redirecting) { other in
      try await StubServer.run { request, connection in
        let location = request.target == "/away" ? "\(other.url)/end" : "/end"
        if request.target == "/end" { return Self.redirecting(request, connection) }
        connection.answer(302, headers: ["Location": location])
      } _: { server in
        for headers in [HTTPHeaders(), ["Authorization": "Bearer abc"]] {
          var request = HTTPRequest("GET", server.url + "/here", headers: headers)
          if headers.fields.isEmpty { request.authorization = .bearer(Secret("abc")) }
          let here = try await client.text(request)
          #expect(here == "200 GET  Bearer abc")
          request.url = server.url + "/away"
          let away = try await client.text(request)
          #expect(away == "200 GET  nobody")
        }
        let withUser = server.url.replacing("http://", with: "http://me:pw@")
        let here = try await client.text(HTTPRequest("GET", withUser + "/here"))
        #expect(here == "200 GET  Basic bWU6cHc=")
        let away = try await client.text(HTTPRequest("GET", withUser + "/away"))
        #expect(away == "200 GET  nobody")
      }
    }
  }

  @Test(arguments: [
    ("ftp://host/file", "redirected to \"ftp://host/file\", which is not an http URL"),
    ("http://", "redirected to \"http://\", which is not an http URL"),
    ("file:///etc/passwd", "redirected to \"file:///etc/passwd\", which is not an http URL"),
  ])
  func `a redirect to no place is an error`(location: String, cause: String) async throws {
    try await StubServer.run { _, connection in
      connection.answer(301, headers: ["Location": location])
    } _: { server in
      let error = try await client.failure(HTTPRequest("GET", server.url))
      #expect("\(error)" == "cannot GET \(server.url): \(cause)")
    }
  }

  @Test func `a streamed body cannot go along`() async throws {
    try await StubServer.run(answer: Self.redirecting) { server in
      let writer = HTTPBodyWriter()
      writer.finish()
      let error = try await client.failure(
        HTTPRequest("POST", server.url + "/307", body: writer.body()))
      #expect(
        "\(error)" == "cannot POST \(server.url)/307: redirected with status 307, and the body "
          + "cannot be sent again")
    }
  }

  @Test func `a redirect from https to http is refused`() async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      var options = WebServer.Options()
      options.identity = try await ca.issue()
      options.directives = ["location / { return 301 http://localhost:1/end; }"]
      try await WebServer.run(options) { server in
        var request = HTTPRequest("GET", server.url + "/start")
        request.tls.isInsecure = true
        let error = try await client.failure(request)
        #expect(
          "\(error)" == "cannot GET \(server.url)/start: redirected from https to "
            + "http://localhost:1/end")
      }
    }
  }
}
