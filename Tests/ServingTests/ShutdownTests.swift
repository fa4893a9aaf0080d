// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Serving
import TestKit
import Testing

struct ShutdownTests {
  @Test func `open streams end with their last chunk`() async throws {
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let identity = try ServerIdentity(try await authority.issue())
      let handler: HTTPServer.Handler = { request in
        .stream { writer in
          try await writer.write(Array("first".utf8))
          do {
            try await sleepForever()
          } catch {
            // One way to end a stream is to say goodbye, the other to throw.
            guard request.path == "/polite" else { throw error }
            try await writer.write(Array("goodbye".utf8))
          }
        }
      }
      try await withServer(as: identity, handler: handler) { server, address in
        let client = HTTPClient()
        var bodies: [(HTTPResponseBody, String)] = []
        for (path, text) in [("/polite", "goodbye"), ("/curt", ""), ("/polite", "goodbye")] {
          var request = HTTPRequest("GET", address.url(path, scheme: "https"))
          request.tls.isInsecure = true
          let body = try await client.send(request).body
          #expect(try await body.next() == Array("first".utf8))
          bodies.append((body, text))
        }
        await server.shutDown(within: .seconds(20))
        for (body, text) in bodies {
          #expect(String(decoding: try await body.collect(upTo: 100), as: UTF8.self) == text)
        }
        await client.shutdown()
      }
    }
  }

  @Test func `an answer under way is finished, and its connection closed`() async throws {
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let handler: HTTPServer.Handler = { _ in
      beginning.yield()
      try? await Task.sleep(for: .milliseconds(300))
      return .text(Task.isCancelled ? "cancelled" : "done")
    }
    try await withServer(handler: handler) { server, address in
      let client = try RawClient(address)
      client.get("/")
      for await _ in begun { break }
      await server.shutDown(within: .seconds(20))
      #expect(try await client.readToEnd().hasSuffix("\r\n\r\ndone"))
    }
  }

  @Test func `idle connections are closed at once`() async throws {
    try await withServer(handler: echo) { server, address in
      let idle = try RawClient(address)
      let used = try RawClient(address)
      used.get("/x")
      #expect(try await used.readAnswer().status == 200)
      await server.shutDown(within: .seconds(3600))
      #expect(try await idle.readToEnd() == "")
      #expect(try await used.readToEnd() == "")
    }
  }

  @Test func `what has not ended in time is broken off`() async throws {
    let waiting = Box<CheckedContinuation<Void, Never>>()
    let outcome = Box<Bool>()
    let handler: HTTPServer.Handler = { request in
      // Deaf to being cancelled.
      await withCheckedContinuation { waiting.put($0) }
      outcome.put(Task.isCancelled)
      return .text("too late")
    }
    try await withServer(handler: handler) { server, address in
      let client = try RawClient(address)
      client.get("/")
      try await eventually("the handler waits") { waiting.value != nil }
      await server.shutDown(within: .milliseconds(50))
      #expect(try await client.readToEnd() == "")
      waiting.value?.resume()
      try await eventually("the handler ends") { outcome.value == true }
    }
  }

  @Test func `nobody is let in any more`() async throws {
    try await withServer(handler: echo) { server, address in
      await server.shutDown(within: .zero)
      #expect(throws: TestFailure.self) { try RawClient(address) }
      // Again, and to listen anew: neither does anything.
      await server.shutDown(within: .seconds(5))
      try server.listen(at: address)
    }
  }

  @Test func `a server that is dropped lets go of everything`() async throws {
    let client: RawClient
    do {
      let server = try HTTPServer(handler: echo)
      let address = try server.listen(at: .tcp("127.0.0.1", port: 0))
      client = try RawClient(address)
      client.get("/x")
      #expect(try await client.readAnswer().status == 200)
    }
    #expect(try await client.readToEnd() == "")
  }

  @Test func `a shutdown amid a thousand requests answers or refuses each`() async throws {
    try await withServer(handler: echo) { server, address in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<8 {
          group.addTask {
            guard let client = try? RawClient(address) else { return true }
            for turn in 0..<2000 {
              guard client.send("GET /\(number)/\(turn) HTTP/1.1\r\nHost: x\r\n\r\n") else { break }
              // A connection ends between two answers, never within one.
              guard let answer = try? await client.readAnswer() else {
                return try await client.readToEnd() == ""
              }
              #expect(answer.body == "GET /\(number)/\(turn) [] ")
            }
            return true
          }
        }
        try await Task.sleep(for: .milliseconds(200))
        await server.shutDown(within: .seconds(20))
        for try await isWhole in group { #expect(isWhole) }
      }
    }
  }
}
