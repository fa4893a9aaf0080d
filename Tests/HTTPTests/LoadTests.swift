// SPDX-License-Identifier: Apache-2.0

import HTTP
import TestKit
import Testing

/// Many at once, and many one after the other.
struct LoadTests {
  private let client = HTTPClient(environment: [:])

  @Test func `hundreds at once, a third of them cancelled at any moment`() async throws {
    let text = String(repeating: "x", count: 20_000)
    try await StubServer.run { _, connection in
      connection.answer(200, text)
    } _: { server in
      let outcomes = await withTaskGroup(of: String.self) { group in
        for index in 0..<300 {
          group.addTask {
            let task = Task {
              try await client.text(HTTPRequest("PUT", server.url, body: .text("body")))
            }
            if index % 3 == 0 {
              try? await Task.sleep(for: .microseconds(.random(in: 0...20_000)))
              task.cancel()
            }
            switch await task.result {
            case .success(let answer): return answer == "200 " + text ? "answered" : "garbled"
            case .failure(let error as HTTPError): return error.cause
            case .failure(let error): return "\(error)"
            }
          }
        }
        return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
      #expect(Set(outcomes.keys).isSubset(of: ["answered", "cancelled"]))
      #expect(outcomes["answered", default: 0] >= 200)
    }
  }

  @Test func `five hundred streams stay open on one client, and all hear each word`() async throws {
    let gate = AsyncStream.makeStream(of: Void.self)
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for word in ["one", "two", "three"] { connection.chunk("\(word)\n") }
      connection.waitForClient()
    } _: { server in
      await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<500 {
          group.addTask {
            var lines = try await client.send(HTTPRequest("GET", server.url)).body.lines()
              .makeAsyncIterator()
            for word in ["one", "two", "three"] {
              #expect(try await lines.next() == Array(word.utf8))
            }
            gate.continuation.yield()
            _ = try? await lines.next()
          }
        }
        var heard = 0
        for await _ in gate.stream {
          heard += 1
          if heard == 500 { break }
        }
        #expect(server.openConnections == 500)
        group.cancelAll()
      }
      try await eventually("all connections are closed") { server.openConnections == 0 }
    }
  }

  // The rest counts what a process has open, and so needs one to itself.

  @Test func `a thousand requests leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      let client = HTTPClient(environment: [:])
      try await StubServer.run { request, connection in
        connection.answer(200, request.text)
      } _: { server in
        try await refuseGrowth { _ in
          _ = try await client.text(HTTPRequest("POST", server.url, body: .text("body")))
        }
      }
    }
  }

  @Test func `a thousand cancelled requests leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      let client = HTTPClient(environment: [:])
      let arrivals = AsyncStream.makeStream(of: Void.self)
      try await StubServer.run { _, connection in
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        arrivals.continuation.yield()
        connection.waitForClient()
      } _: { server in
        try await refuseGrowth { index in
          let task = Task { try await client.text(HTTPRequest("GET", server.url)) }
          // Some are cancelled on their way, some in the middle of their body.
          if index % 2 == 0 { for await _ in arrivals.stream { break } }
          task.cancel()
          if case .success = await task.result { throw TestFailure("cancel", "it succeeded") }
        }
        try await eventually("all connections are closed") { server.openConnections == 0 }
      }
    }
  }

  @Test func `a hundred clients that are dropped leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await StubServer.run { _, connection in
        connection.answer(200)
      } _: { server in
        try await refuseGrowth(times: 10) { _ in
          _ = try await HTTPClient(environment: [:]).text(HTTPRequest("GET", server.url))
          try await eventually("its connection is closed") { server.openConnections == 0 }
        }
      }
    }
  }
}

/// Does `work` so many times to warm up, then ten times as often. What the process has then more of
/// than before is an error.
private func refuseGrowth(times: Int = 100, _ work: (Int) async throws -> Void) async throws {
  for index in 0..<times { try await work(index) }
  let descriptors = try Memory.openDescriptors()
  let memory = try Memory.resident()
  for index in 0..<(times * 10) { try await work(index) }
  // One buffer of libcurl's lost per request would be 16 MiB. Sanitizers keep what was freed, and
  // look for leaks themselves.
  let grown = try Memory.resident() - memory
  #expect(grown < 4 << 20 || Sanitizer.isOn)
  // The first timer that is ever set takes three, and the server's ends close in their own time.
  try await eventually("no descriptor is left per request") {
    try Memory.openDescriptors() < descriptors + 10
  }
}
