// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Log
import Serving
import Synchronization
import TestKit
import Testing

/// Answers that stay open.
struct StreamTests {
  @Test func `pieces arrive as they are written`() async throws {
    let (numbers, feed) = AsyncStream.makeStream(of: Int.self)
    let handler: HTTPServer.Handler = { _ in
      .stream { writer in
        for await number in numbers { try await writer.write(Array("<\(number)>".utf8)) }
      }
    }
    try await withServer(handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      #expect(try await client.read(until: "\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"))
      for number in 1...3 {
        feed.yield(number)
        #expect(try await client.read(until: ">\r\n") == "3\r\n<\(number)>\r\n")
      }
      feed.finish()
      #expect(try await client.read(until: "0\r\n\r\n") == "0\r\n\r\n")
    }
  }

  @Test func `a connection serves on after a stream`() async throws {
    let handler: HTTPServer.Handler = { request in
      request.path == "/x" ? await echo(request) : .stream { try await $0.write([65]) }
    }
    try await withServer(handler: handler) { _, address in
      let client = try RawClient(address)
      for _ in 0..<3 {
        client.get("/stream")
        _ = try await client.read(until: "\r\n\r\n")
        #expect(try await client.read(until: "0\r\n\r\n") == "1\r\nA\r\n0\r\n\r\n")
        client.get("/x")
        #expect(try await client.readAnswer().body == "GET /x [] ")
      }
    }
  }

  @Test func `a stream that fails is broken off, so that its client knows`() async throws {
    let handler: HTTPServer.Handler = { _ in
      .stream { writer in
        try await writer.write(Array("half".utf8))
        throw TestFailure("write the rest", "a test wants it so")
      }
    }
    try await withServer(handler: handler) { _, address in
      let raw = try RawClient(address)
      raw.get("/")
      #expect(try await raw.readToEnd().hasSuffix("4\r\nhalf\r\n"))
      let client = HTTPClient()
      let answer = try await client.send(HTTPRequest("GET", address.url()))
      await #expect(throws: HTTPError.self) { try await answer.body.collect(upTo: 100) }
      await client.shutdown()
    }
  }

  @Test func `a writer waits for a slow client, and is told when it reads on`() async throws {
    let written = Mutex(0)
    let handler: HTTPServer.Handler = { _ in
      .stream { writer in
        let piece = [UInt8](repeating: 120, count: 64 << 10)
        for _ in 0..<400 {
          try await writer.write(piece)
          written.withLock { $0 += piece.count }
        }
      }
    }
    try await withTemporaryDirectory { directory in
      let path = directory.appending(path: "s").path
      try await withServer(at: .unix(path), handler: handler) { _, address in
        let client = try RawClient(address)
        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        var last = -1
        try await eventually("it stops writing") {
          defer { last = written.withLock { $0 } }
          try await Task.sleep(for: .milliseconds(100))
          return last > 0 && last == written.withLock { $0 }
        }
        // What the limit allows, what one write may exceed it by, and what the kernel holds.
        #expect(last < 1 << 20)
        #expect(try await client.readToEnd().utf8.count > 400 * 64 << 10)
      }
    }
  }

  @Test func `a client that does not read for too long is cut off`() async throws {
    let outcome = Box<ServingError>()
    let handler: HTTPServer.Handler = { _ in
      .stream { writer in
        do throws(ServingError) {
          while true { try await writer.write([UInt8](repeating: 120, count: 64 << 10)) }
        } catch {
          outcome.put(error)
        }
      }
    }
    var limits = ServerLimits()
    limits.sending = .milliseconds(200)
    try await withServer(limits, handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      try await eventually("the writer fails") { outcome.value != nil }
      #expect(outcome.value?.isGone == true)
      #expect(outcome.value?.description == "cannot write to the client: its connection is closed")
    }
  }

  @Test func `a slow client that reads a little now and then is not cut off`() async throws {
    let body = [UInt8](repeating: 120, count: 2 << 20)
    var limits = ServerLimits()
    limits.sending = .milliseconds(500)
    try await withTemporaryDirectory { directory in
      let path = directory.appending(path: "s").path
      let handler: HTTPServer.Handler = { _ in ServerResponse(200, [:], .bytes(body)) }
      try await withServer(limits, at: .unix(path), handler: handler) { _, address in
        let client = try RawClient(address)
        client.get("/")
        let received = try await onThread {
          var buffer = [UInt8](repeating: 0, count: 128 << 10)
          var received = 0
          while received <= body.count {
            usleep(100_000)
            let count = recv(client.socket, &buffer, buffer.count, 0)
            guard count > 0 else { return received }
            received += count
          }
          return received
        }
        #expect(received > body.count)
      }
    }
  }
}
