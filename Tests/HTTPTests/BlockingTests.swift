// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import TestKit
import Testing

/// The entrance for threads that may block.
struct BlockingTests {
  private let client = HTTPClient(environment: [:])

  /// What `body` returns or throws on a thread of its own.
  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { done in
      Thread.detachNewThread { done.resume(with: Result(catching: body)) }
    }
  }

  @Test func `a request is written and its answer read from one thread`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(200, request.text)
    } _: { server in
      let text = try await onThread { [client] in
        let writer = HTTPBodyWriter()
        let call = client.call(HTTPRequest("POST", server.url, body: writer.body()))
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
        for _ in 0..<100 where !writer.writeBlocking(piece) { return "refused" }
        writer.finish()
        let body = try call.wait().body
        var count = 0
        while let bytes = try body.nextBlocking() { count += bytes.count }
        return "\(count)"
      }
      #expect(text == "1000000")
    }
  }

  @Test(arguments: ["/silent", "/half"])
  func `a waiting thread is freed by cancelling its call`(path: String) async throws {
    try await StubServer.run { request, connection in
      if request.target == "/half" {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      }
      connection.waitForClient()
    } _: { server in
      let call = client.call(HTTPRequest("GET", server.url + path))
      async let error = onThread { () throws -> HTTPError? in
        do throws(HTTPError) {
          let body = try call.wait().body
          while try body.nextBlocking() != nil {}
          return nil
        } catch { return error }
      }
      try await eventually("the request is there") { server.requests.count == 1 }
      call.cancel()
      #expect(try await error?.isCancelled == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a failure is thrown where one waits`() async throws {
    let url = "http://127.0.0.1:1"
    let error = await #expect(throws: HTTPError.self) {
      try await onThread { [client] in _ = try client.call(HTTPRequest("GET", url)).wait() }
    }
    #expect(error?.isConnectionRefused == true)
  }
}
