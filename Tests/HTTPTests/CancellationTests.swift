// SPDX-License-Identifier: Apache-2.0

import HTTP
import TestKit
import Testing

/// Whatever ends a request early really ends it: the server sees its connection closed.
struct CancellationTests {
  private let client = HTTPClient(environment: [:])

  @Test func `a cancelled task stops waiting for an answer`() async throws {
    try await StubServer.run { _, connection in
      connection.waitForClient()
    } _: { server in
      let task = Task { try await client.failure(HTTPRequest("GET", server.url + "/slow")) }
      try await eventually("the request is there") { server.requests.count == 1 }
      task.cancel()
      let error = try await task.value
      #expect(error.isCancelled)
      #expect("\(error)" == "cannot GET \(server.url)/slow: cancelled")
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a task that was cancelled before sends nothing`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200)
    } _: { server in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await client.failure(HTTPRequest("GET", server.url))
      }
      let error = try await task.value
      #expect(error.isCancelled)
      #expect(server.acceptedConnections == 0)
    }
  }

  @Test func `a cancelled task stops reading`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.chunk("one")
      connection.waitForClient()
    } _: { server in
      let body = try await client.send(HTTPRequest("GET", server.url)).body
      #expect(try await body.next() == Array("one".utf8))
      let task = Task { try await body.next() }
      task.cancel()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.isCancelled == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a dropped body stops its transfer`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      while connection.chunk("more and more") {}
    } _: { server in
      do {
        let response = try await client.send(HTTPRequest("GET", server.url))
        for try await _ in response.body { break }
      }
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a dropped client lets its open answers finish`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200, String(repeating: "x", count: 1 << 20))
    } _: { server in
      let body = try await HTTPClient(environment: [:]).send(HTTPRequest("GET", server.url)).body
      #expect(try await body.collect(upTo: 1 << 20).count == 1 << 20)
    }
  }

  @Test func `a dropped client leaves neither thread nor descriptor`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(200)
    } _: { server in
      let text = try await HTTPClient(environment: [:]).text(HTTPRequest("GET", server.url))
      #expect(text == "200 ")
      try await eventually("its connection is closed") { server.openConnections == 0 }
    }
  }
}
