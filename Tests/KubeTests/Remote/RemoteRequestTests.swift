// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import Manifest
import Synchronization
import TestKit
import Testing

/// What goes over the wire, and what becomes of answers that no good server gives.
struct RemoteRequestTests {
  private static let object = #"{"kind":"Machine","metadata":{"name":"a"}}"#

  private func withClient(
    answer: @escaping StubServer.Answer, credentials: Credentials = .none,
    _ body: (RemoteClient, StubServer) async throws -> Void
  ) async throws {
    try await StubServer.run(answer: answer) { stub in
      let http = HTTPClient(environment: [:])
      var access = ClusterAccess(server: stub.url + "/")
      access.credentials = credentials
      try await body(RemoteClient(access, over: http), stub)
      await http.shutdown()
    }
  }

  @Test func `names and selectors are encoded`() async throws {
    try await withClient { _, connection in
      connection.answer(200, #"{"kind":"List","items":[]}"#)
    } _: { client, stub in
      let roles = Resource(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles")
      _ = try await client.get(Address(roles, name: "system:node/x y"))
      var options = ListOptions()
      options.labelSelector = "a in (b,c)"
      options.limit = 5
      _ = try await client.list(Address(roles), options)
      #expect(
        stub.requests.map(\.target) == [
          "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode/x%20y",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles?labelSelector=a%20in%20%28b%2Cc%29&limit=5",
        ])
    }
  }

  @Test func `each patch is sent as what it is`() async throws {
    try await withClient { _, connection in
      connection.answer(200, Self.object)
    } _: { client, stub in
      let patches: [Patch] = [.json([]), .merge([:]), .strategic([:]), .apply([:])]
      for patch in patches { _ = try await client.patch(patch, at: TestServer.at("a")) }
      #expect(
        stub.requests.map { $0.headers["content-type"] } == [
          "application/json-patch+json", "application/merge-patch+json",
          "application/strategic-merge-patch+json", "application/apply-patch+yaml",
        ])
    }
  }

  @Test func `a deletion carries its options in its body`() async throws {
    try await withClient { _, connection in
      connection.answer(200, #"{"kind":"Status","status":"Success"}"#)
    } _: { client, stub in
      var options = DeleteOptions()
      options.propagation = .foreground
      options.gracePeriodSeconds = 0
      options.uid = "u"
      try await client.delete(TestServer.at("a"), options)
      let sent = try JSON.parse(stub.requests[0].body)
      #expect(sent["propagationPolicy"] == "Foreground")
      #expect(sent["gracePeriodSeconds"] == 0)
      #expect(sent["preconditions", "uid"] == "u")
    }
  }

  @Test func `a server that asks to come again is asked again`() async throws {
    let count = Mutex(0)
    try await withClient { _, connection in
      let isFirst = count.withLock { count in
        count += 1
        return count == 1
      }
      if isFirst {
        connection.answer(429, "{}", headers: ["Retry-After": "0"])
      } else {
        connection.answer(200, Self.object)
      }
    } _: { client, stub in
      let found = try await client.get(TestServer.at("a"))
      #expect(found.name == "a")
      #expect(stub.requests.count == 2)
    }
  }

  @Test func `what is made is made once, whatever the server asks`() async throws {
    try await withClient { _, connection in
      connection.answer(429, "{}", headers: ["Retry-After": "0"])
    } _: { client, stub in
      let error = try await refusal {
        _ = try await client.create(TestServer.machine("a"), at: TestServer.at())
      }
      #expect(error?.reason == .tooManyRequests)
      #expect(stub.requests.count == 1)
    }
  }

  @Test func `a server that always asks to come again is not asked for ever`() async throws {
    try await withClient { _, connection in
      connection.answer(503, "{}", headers: ["Retry-After": "0"])
    } _: { client, stub in
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.reason == .serviceUnavailable)
      #expect(stub.requests.count == RemoteOptions().attempts)
    }
  }

  @Test(arguments: ["", "not json", "[1]", "null"])
  func `an answer that is no object is told as such`(body: String) async throws {
    try await withClient { _, connection in
      connection.answer(500, body)
    } _: { client, _ in
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.code == 500)
      #expect(error?.reason == .internalError)
    }
  }

  @Test func `warnings reach the caller`() async throws {
    try await withClient { _, connection in
      connection.answer(
        200, Self.object, headers: ["Warning": #"299 - "use \"b\" instead of a, please""#])
    } _: { client, _ in
      let answer = try await client.send(Call(.get, at: TestServer.at("a")))
      #expect(answer.warnings == [#"use "b" instead of a, please"#])
    }
  }

  @Test func `a token is in the header, and nowhere in an error`() async throws {
    let token = "very-secret-token"
    try await withClient(
      answer: { _, connection in connection.answer(500, "") },
      credentials: .token(Secret(token))
    ) { client, stub in
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(stub.requests[0].headers["authorization"] == "Bearer \(token)")
      #expect(!"\(String(reflecting: error))\(client.access)".contains(token))
    }
  }
}
