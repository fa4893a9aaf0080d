// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Log
import ManagementAPI
import Manifest
import PKI
import Synchronization
import TestKit
import Testing

struct TokenTests {
  static let accounts = "/api/v1/namespaces/demo/serviceaccounts"
  static let reviews = "/apis/authentication.k8s.io/v1/tokenreviews"
  private static let key = Task { try await PrivateKey.make(.ecdsaP256) }

  /// An API that makes tokens, with the account `robot`; its clock stands where it is put.
  private func run(_ body: (APICaller, Clock) async throws -> Void) async throws {
    let clock = Clock()
    let authority = TokenAuthority(try await Self.key.value)
    try await APICaller.run(tokens: authority, now: { clock.now }) { caller in
      let robot = Object(
        GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount"), name: "robot")
      _ = try await caller.send("POST", Self.accounts, robot.value)
      try await body(caller, clock)
    }
  }

  private func token(
    _ caller: APICaller, spec: Value = [:]
  ) async throws -> String {
    let reply = try await caller.send("POST", "\(Self.accounts)/robot/token", ["spec": spec])
    #expect(reply.status == 201)
    return try #require(reply.value["status", "token"]?.string)
  }

  private func review(
    _ token: String, audiences: Value? = nil, _ caller: APICaller
  ) async throws -> Value {
    var spec: Value = ["token": .string(token)]
    spec["audiences"] = audiences
    let sent: Value = [
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": spec,
    ]
    return try await caller.send("POST", Self.reviews, sent).value["status"] ?? .null
  }

  private func part(_ token: String, _ place: Int) throws -> Value {
    var text = String(token.split(separator: ".")[place])
      .replacing("-", with: "+").replacing("_", with: "/")
    text += String(repeating: "=", count: (4 - text.count % 4) % 4)
    return try JSON.parse(Array(try #require(Data(base64Encoded: text))), name: "token")
  }

  @Test func `a token says whose it is, for whom and for how long`() async throws {
    try await run { caller, clock in
      let reply = try await caller.send(
        "POST", "\(Self.accounts)/robot/token",
        [
          "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
          "spec": ["audiences": ["x"], "expirationSeconds": 900],
        ])
      #expect(
        reply.value["status", "expirationTimestamp"]?.string
          == "\(clock.now + .seconds(900))")
      let token = try #require(reply.value["status", "token"]?.string)
      #expect(try part(token, 0)["alg"] == "ES256")
      let claims = try part(token, 1)
      #expect(claims["aud"] == ["x"])
      #expect(claims["sub"] == "system:serviceaccount:demo:robot")
      #expect(claims["exp"]?.int == clock.now.microseconds / 1_000_000 + 900)
      #expect(claims["kubernetes.io", "namespace"] == "demo")
      #expect(claims["kubernetes.io", "serviceaccount", "name"] == "robot")
    }
  }

  @Test func `a token that asks for too short a time, or for nobody, is refused`() async throws {
    try await run { caller, _ in
      let short = try await caller.send(
        "POST", "\(Self.accounts)/robot/token", ["spec": ["expirationSeconds": 60]])
      #expect(short.status == 422)
      #expect(
        short.message
          == "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid "
          + "value: 60: may not specify a duration less than 10 minutes")
      let nobody = try await caller.send("POST", "\(Self.accounts)/nope/token", ["spec": [:]])
      #expect(nobody.message == "serviceaccounts \"nope\" not found")
    }
  }

  @Test func `a token opens the door, until it runs out`() async throws {
    try await run { caller, clock in
      let token = try await self.token(caller)
      let own = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
      let question: Value = [
        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
        "spec": ["resourceAttributes": ["verb": "list", "resource": "configmaps"]],
      ]
      let answered = try await caller.send("POST", own, question, token: token)
      #expect(answered.status == 201)
      #expect(answered.value["status", "allowed"] == false)
      clock.advance(.seconds(3601))
      #expect(try await caller.send("POST", own, question, token: token).status == 401)
    }
  }

  @Test func `a token is as good as its account and what it is bound to`() async throws {
    try await run { caller, _ in
      let plane = caller.plane
      let config = try await plane.client.create(
        Object(GroupVersionKind(group: "", version: "v1", kind: "Secret"), name: "s"),
        at: Address(
          Resource(group: "", version: "v1", plural: "secrets"), namespace: "demo"))
      let bound = try await token(
        caller, spec: ["boundObjectRef": ["apiVersion": "v1", "kind": "Secret", "name": "s"]])
      let free = try await token(caller)
      #expect(try await review(bound, caller)["authenticated"] == true)
      _ = try await caller.send("DELETE", "/api/v1/namespaces/demo/secrets/\(config.name)")
      #expect(try await review(bound, caller)["error"] == "invalid bearer token")
      #expect(try await review(free, caller)["authenticated"] == true)
      _ = try await caller.send("DELETE", "\(Self.accounts)/robot")
      #expect(try await review(free, caller)["error"] == "invalid bearer token")
    }
  }

  @Test func `a review tells whose a token is, and for which audience`() async throws {
    try await run { caller, _ in
      let own = try await token(caller)
      let status = try await review(own, caller)
      #expect(status["user", "username"] == "system:serviceaccount:demo:robot")
      #expect(
        status["user", "groups"] == [
          "system:serviceaccounts", "system:serviceaccounts:demo", "system:authenticated",
        ])
      #expect(status["audiences"] == ["https://kubernetes.default.svc"])
      let foreign = try await token(caller, spec: ["audiences": ["x"]])
      #expect(try await review(foreign, caller)["error"] == "invalid bearer token")
      #expect(
        try await review(foreign, audiences: ["x", "y"], caller)["audiences"] == ["x"])
      #expect(try await review("right", caller)["user", "username"] == "admin")
      #expect(try await review("wrong", caller)["error"] == "invalid bearer token")
    }
  }

  @Test func `nobody can make a token up, or change one`() async throws {
    try await run { caller, _ in
      let token = try await self.token(caller)
      let parts = token.split(separator: ".").map(String.init)
      let stranger = try await PrivateKey.make(.ecdsaP256)
      let forged = Array("\(parts[0]).\(parts[1])".utf8)
      let signature = Data(try stranger.sign(forged)).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      let none = Data(#"{"alg":"none"}"#.utf8).base64EncodedString().replacing("=", with: "")
      for text in [
        "\(parts[0]).\(parts[1]).\(signature)", "\(none).\(parts[1]).", "\(parts[0]).\(parts[1])",
        "\(parts[0]).\(parts[1].dropLast(4)).\(parts[2])", "..", "a.b.c",
      ] {
        #expect(try await caller.send("GET", "/api", token: text).status == 401)
      }
    }
  }
}

/// A clock that moves when it is told to.
final class Clock: Sendable {
  private let time = Mutex(Time(seconds: 1_800_000_000))

  var now: Time { time.withLock { $0 } }

  func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}
