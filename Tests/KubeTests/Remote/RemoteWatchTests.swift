// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
import TestKit
import Testing

struct RemoteWatchTests {
  @Test func `a watch tells what happens, until it is left`() async throws {
    try await TestServer.run { test in
      let start = try await test.client.list(TestServer.at())
      var options = WatchOptions()
      options.resourceVersion = start.resourceVersion
      let watch = try await test.client.watch(TestServer.at(), options)
      _ = try await test.local.create(TestServer.machine("a"), at: TestServer.at())
      _ = try await test.local.patch(.merge(["spec": ["size": 1]]), at: TestServer.at("a"))
      try await test.local.delete(TestServer.at("a"))
      var seen: [String] = []
      for try await event in watch {
        seen.append("\(event.type) \(event.object.name)")
        if seen.count == 3 { break }
      }
      #expect(seen == ["ADDED a", "MODIFIED a", "DELETED a"])
    }
  }

  @Test func `what is there comes first, then a bookmark that says so`() async throws {
    try await TestServer.run { test in
      _ = try await test.local.create(TestServer.machine("a"), at: TestServer.at())
      var options = WatchOptions()
      options.sendsInitialEvents = true
      var seen: [String] = []
      for try await event in try await test.client.watch(TestServer.at(), options) {
        seen.append(event.type)
        guard case .bookmark(let object) = event else { continue }
        #expect(object.metadata.annotations["k8s.io/initial-events-end"] == "true")
        break
      }
      #expect(seen == ["ADDED", "BOOKMARK"])
    }
  }

  @Test func `a watch whose task is cancelled ends`() async throws {
    try await TestServer.run { test in
      let watch = try await test.client.watch(TestServer.at(), WatchOptions())
      let reader = Task {
        var count = 0
        for try await _ in watch { count += 1 }
        return count
      }
      reader.cancel()
      #expect(try await reader.value == 0)
    }
  }

  @Test func `a revision that is forgotten is expired`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let gone =
        #"{"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"old"}"#
      connection.chunk(#"{"type":"ERROR","object":\#(gone)}"# + "\n")
      connection.chunk("")
    } _: { stub in
      let error = try await watchError(stub)
      #expect(error?.isExpired == true)
      #expect(error?.message == "old")
    }
  }

  @Test func `a watch that breaks off is unreachable, and not at its end`() async throws {
    try await StubServer.run { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let object = #"{"kind":"Machine","metadata":{"name":"a"}}"#
      connection.chunk(#"{"type":"ADDED","object":\#(object)}"# + "\n")
      connection.reset()
    } _: { stub in
      let error = try await watchError(stub)
      #expect(error?.isUnreachable == true)
    }
  }

  @Test(arguments: [
    "nonsense\n", #"{"type":"WHAT","object":{}}"# + "\n", #"{"type":"ADDED"}"# + "\n",
  ])
  func `a line that is no event is an error`(line: String) async throws {
    try await StubServer.run { _, connection in
      connection.answer(200, line)
    } _: { stub in
      let error = try await watchError(stub)
      #expect(error?.reason == .internalError)
    }
  }

  @Test func `a watch that is refused says why`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(403, "forbidden here")
    } _: { stub in
      let error = try await watchError(stub)
      #expect(error?.reason == .forbidden)
      #expect(error?.message == "the server answered 403: forbidden here")
    }
  }

  private func watchError(_ stub: StubServer) async throws -> StatusError? {
    let http = HTTPClient(environment: [:])
    let client = RemoteClient(ClusterAccess(server: stub.url), over: http)
    let error = try await refusal {
      for try await _ in try await client.watch(TestServer.at(), WatchOptions()) {}
    }
    await http.shutdown()
    return error
  }
}
