// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import Manifest
import Synchronization
import TestKit
import Testing

@testable import Azure

/// Calls to Azure Resource Manager, as a server sees them.
struct ResourceManagerTests {
  private static let credential = AzureCredential.secret(
    tenant: "t", client: "c", Secret("s3cret"))

  /// Answers sign-ins, counting them, and leaves the rest to the test.
  private func run(
    _ answer: @escaping @Sendable (StubRequest) -> (Int, String, [String: String]),
    _ body: (StubServer, ResourceManager, AzureCloud) async throws -> Void
  ) async throws {
    let tokens = Atomic<Int>(0)
    try await StubServer.run { request, connection in
      guard !request.target.contains("/oauth2/") else {
        let number = tokens.wrappingAdd(1, ordering: .relaxed).newValue
        return connection.answer(200, #"{"expires_in": 3600, "access_token": "t\#(number)"}"#)
      }
      let (status, text, headers) = answer(request)
      connection.answer(status, text, headers: headers)
    } _: { server in
      let http = HTTPClient(environment: [:])
      let cloud = AzureCloud(
        name: "Stub", authority: server.url, manager: server.url, audience: "a", domain: "d")
      let manager = ResourceManager(over: http, signIn: AzureSignIn(over: http))
      try await body(server, manager, cloud)
    }
  }

  private func calls(_ server: StubServer) -> [StubRequest] {
    server.requests.filter { !$0.target.contains("/oauth2/") }
  }

  @Test func `a call is signed, and carries what it shall`() async throws {
    try await run({ _ in (200, #"{"id": "/x"}"#, [:]) }) { server, manager, cloud in
      var call = ResourceManager.Call("PUT", "/subscriptions/s/resourceGroups/g")
      call.query = ["api-version": "2021-04-01"]
      call.body = ["location": "westeurope"]
      call.headers = ["If-Match": "W/1"]
      call.correlation = "c0ffee"
      let reply = await manager.send(call, as: Self.credential, in: cloud)
      #expect(reply.status == 200)
      #expect(reply.body["id"] == "/x")
      let request = try #require(calls(server).first)
      #expect(request.target == "/subscriptions/s/resourceGroups/g?api-version=2021-04-01")
      #expect(request.headers["authorization"] == "Bearer t1")
      #expect(request.headers["if-match"] == "W/1")
      #expect(request.headers["x-ms-correlation-request-id"] == "c0ffee")
      #expect(request.text == #"{"location":"westeurope"}"#)
    }
  }

  @Test func `a token that is not taken any more is replaced once`() async throws {
    try await run({ request in
      request.headers["authorization"] == "Bearer t1"
        ? (401, #"{"error": {"code": "ExpiredAuthenticationToken", "message": "old"}}"#, [:])
        : (200, "{}", [:])
    }) { server, manager, cloud in
      let call = ResourceManager.Call("GET", "/subscriptions/s")
      #expect(await manager.send(call, as: Self.credential, in: cloud).status == 200)
      #expect(calls(server).count == 2)
    }
  }

  @Test func `a subscription that cannot be seen hides what is in it`() async throws {
    try await run({ _ in
      (404, #"{"error": {"code": "SubscriptionNotFound", "message": "not found"}}"#, [:])
    }) { _, manager, cloud in
      let call = ResourceManager.Call("GET", "/subscriptions/s/resourceGroups/g")
      let reply = await manager.send(call, as: Self.credential, in: cloud)
      #expect(reply.status == 403)
      #expect(reply.code == "SubscriptionNotFound")
    }
  }

  @Test func `one refusal holds up all calls of the subscription`() async throws {
    try await run({ _ in
      (429, #"{"error": {"code": "TooManyRequests", "message": "slow"}}"#, ["Retry-After": "20"])
    }) { server, manager, cloud in
      let call = ResourceManager.Call("GET", "/subscriptions/s/resourceGroups/g")
      let first = await manager.send(call, as: Self.credential, in: cloud)
      #expect(first.retryAfter == 20)
      let second = await manager.send(call, as: Self.credential, in: cloud)
      #expect(second.status == 429)
      #expect(second.code == "Paced")
      let other = ResourceManager.Call("GET", "/subscriptions/other/resourceGroups/g")
      #expect(await manager.send(other, as: Self.credential, in: cloud).code == "TooManyRequests")
      #expect(calls(server).count == 2)
    }
  }

  @Test func `a refused sign-in is the answer to the call`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(
        401, #"{"error_description": "AADSTS7000222: expired", "error_codes": [7000222]}"#)
    } _: { server in
      let http = HTTPClient(environment: [:])
      let cloud = AzureCloud(
        name: "Stub", authority: server.url, manager: server.url, audience: "a", domain: "d")
      let manager = ResourceManager(over: http, signIn: AzureSignIn(over: http))
      let reply = await manager.send(
        ResourceManager.Call("GET", "/subscriptions/s"), as: Self.credential, in: cloud)
      #expect(reply.status == 401)
      #expect(reply.code == "AADSTS7000222")
      #expect(reply.message?.contains("has expired; make a new one") == true)
      #expect(reply.message?.contains("s3cret") == false)
    }
  }

  @Test func `an operation is asked for at the manager alone`() async throws {
    try await run({ _ in (200, #"{"status": "InProgress"}"#, ["Retry-After": "7"]) }) {
      server, manager, cloud in
      let operation = Operation(.status, server.url + "/subscriptions/s/operations/1?t=2")
      let (reply, state) = await manager.ask(operation, as: Self.credential, in: cloud)
      #expect(state == .running)
      #expect(reply.retryAfter == 7)
      let foreign = Operation(.status, "http://127.0.0.1:1/subscriptions/s/operations/1")
      let (answer, fate) = await manager.ask(foreign, as: Self.credential, in: cloud)
      #expect(answer.code == "ForeignOperation")
      #expect(fate == .untold)
      #expect(calls(server).count == 1)
    }
  }
}
