// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import Manifest
import TestKit
import Testing

/// Calls beside the verbs, at a server that only listens.
struct PodCallTests {
  private func withClient(
    answer: @escaping StubServer.Answer, _ body: (RemoteClient, StubServer) async throws -> Void
  ) async throws {
    try await StubServer.run(answer: answer) { stub in
      let http = HTTPClient(environment: [:])
      try await body(RemoteClient(ClusterAccess(server: stub.url), over: http), stub)
      await http.shutdown()
    }
  }

  @Test func `logs come as they are written`() async throws {
    try await withClient { _, connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.chunk("one\ntw")
      connection.chunk("o\n")
      connection.waitForClient()
    } _: { client, stub in
      var options = LogOptions()
      options.container = "c"
      options.follows = true
      options.tail = 5
      let body = try await client.logs(namespace: "demo", pod: "p", options)
      var lines: [String] = []
      for try await line in body.lines() {
        lines.append(String(decoding: line, as: UTF8.self))
        if lines.count == 2 { break }
      }
      #expect(lines == ["one", "two"])
      #expect(
        stub.requests[0].target
          == "/api/v1/namespaces/demo/pods/p/log?container=c&follow=true&tailLines=5")
    }
  }

  @Test func `an older server is asked for an eviction in its own words`() async throws {
    try await withClient { request, connection in
      let isOld = request.text.contains("policy/v1beta1")
      let status = isOld ? "Success" : "Failure"
      connection.answer(isOld ? 201 : 400, #"{"kind":"Status","status":"\#(status)","code":400}"#)
    } _: { client, stub in
      try await client.evict(namespace: "demo", pod: "p")
      #expect(
        stub.requests.map(\.target)
          == Array(repeating: "/api/v1/namespaces/demo/pods/p/eviction", count: 2))
    }
  }

  @Test func `a budget that is used up says so, and is asked once`() async throws {
    try await withClient { _, connection in
      connection.answer(
        429, #"{"kind":"Status","status":"Failure","reason":"TooManyRequests","code":429}"#,
        headers: ["Retry-After": "0"])
    } _: { client, stub in
      let error = try await refusal { try await client.evict(namespace: "demo", pod: "p") }
      #expect(error?.isTooManyRequests == true)
      #expect(stub.requests.count == 1)
    }
  }

  @Test func `a pod that is gone need not be evicted, a server without evictions is an error`()
    async throws
  {
    for (message, isFine) in [(#"pods \"p\" not found"#, true), ("404 page not found", false)] {
      try await withClient { _, connection in
        let details = isFine ? #","details":{"name":"p","kind":"pods"}"# : ""
        let status =
          #"{"kind":"Status","status":"Failure","reason":"NotFound","code":404,"#
          + #""message":"\#(message)"\#(details)}"#
        connection.answer(404, status)
      } _: { client, _ in
        let error = try await refusal { try await client.evict(namespace: "demo", pod: "p") }
        #expect((error == nil) == isFine)
      }
    }
  }

  @Test func `a token is asked for, and is a secret`() async throws {
    try await withClient { _, connection in
      connection.answer(
        201, #"{"status":{"token":"hush","expirationTimestamp":"2026-01-01T00:00:00Z"}}"#)
    } _: { client, stub in
      let token = try await client.requestToken(
        namespace: "demo", serviceAccount: "robot", audiences: ["vault"], lifetime: .seconds(600))
      #expect(token.token.reveal() == "hush")
      #expect(token.expiry == Time("2026-01-01T00:00:00Z"))
      #expect(!"\(token)".contains("hush"))
      let sent = try JSON.parse(stub.requests[0].body)
      #expect(sent["spec"] == ["expirationSeconds": 600, "audiences": ["vault"]])
      #expect(stub.requests[0].target == "/api/v1/namespaces/demo/serviceaccounts/robot/token")
    }
  }

  @Test(arguments: [true, false])
  func `whether we may is the server's word`(isAllowed: Bool) async throws {
    try await withClient { _, connection in
      connection.answer(201, #"{"status":{"allowed":\#(isAllowed)}}"#)
    } _: { client, stub in
      let answer = try await client.may(AccessQuestion("get", TestServer.at("a")))
      #expect(answer == isAllowed)
      let sent = try JSON.parse(stub.requests[0].body)
      #expect(sent["spec", "resourceAttributes", "namespace"] == "demo")
      #expect(sent["spec", "resourceAttributes", "resource"] == "machines")
    }
  }
}
