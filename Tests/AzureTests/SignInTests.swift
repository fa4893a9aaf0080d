// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import Manifest
import PKI
import Synchronization
import TestKit
import Testing

@testable import Azure

/// Tokens: how each kind of credential gets one, and how long it is kept.
struct SignInTests {
  private static let tenant = "11111111-2222-3333-4444-555555555555"

  /// A clock that a test sets.
  private final class Hands: Sendable {
    private let seconds = Mutex<Int64>(1000)
    var now: Int64 { seconds.withLock { $0 } }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
  }

  private static func cloud(_ url: String) -> AzureCloud {
    AzureCloud(
      name: "Stub", authority: url + "/", manager: url, audience: "https://management.test",
      domain: "test")
  }

  /// The fields of a form.
  private static func form(_ request: StubRequest) -> [String: String] {
    let pairs = request.text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
    return Dictionary(
      pairs.map { pair in
        (String(pair[0]), pair.count > 1 ? String(pair[1]).removingPercentEncoding ?? "" : "")
      }
    ) { $1 }
  }

  private func run(
    _ answers: @escaping @Sendable (StubRequest) -> (Int, String),
    _ body: (StubServer, AzureSignIn, AzureCloud, Hands) async throws -> Void
  ) async throws {
    let hands = Hands()
    try await StubServer.run { request, connection in
      let (status, text) = answers(request)
      connection.answer(status, text)
    } _: { server in
      let signIn = AzureSignIn(
        over: HTTPClient(environment: [:]), metadata: server.url, now: { hands.now })
      try await body(server, signIn, Self.cloud(server.url), hands)
    }
  }

  private static let good: @Sendable (StubRequest) -> (Int, String) = { request in
    (200, #"{"token_type": "Bearer", "expires_in": 3600, "access_token": "t-\#(request.method)"}"#)
  }

  private static let password = AzureCredential.secret(
    tenant: tenant, client: "app", Secret("p&ss w=rd"))

  @Test func `a service principal shows its password, once for many`() async throws {
    try await run(Self.good) { server, signIn, cloud, _ in
      try await withThrowingTaskGroup(of: Secret<String>.self) { group in
        for _ in 0..<20 {
          group.addTask { try await signIn.token(for: Self.password, in: cloud) }
        }
        for try await token in group { #expect(token.reveal() == "t-POST") }
      }
      #expect(server.requests.count == 1)
      let request = try #require(server.requests.first)
      #expect(request.target == "/\(Self.tenant)/oauth2/v2.0/token")
      let form = Self.form(request)
      #expect(form["client_secret"] == "p&ss w=rd")
      #expect(form["scope"] == "https://management.test/.default")
      #expect(form["grant_type"] == "client_credentials")
    }
  }

  @Test func `a token is got anew before it ends`() async throws {
    let count = Atomic<Int>(0)
    try await run({ _ in
      let number = count.wrappingAdd(1, ordering: .relaxed).newValue
      return (200, #"{"expires_in": "4000", "access_token": "t\#(number)"}"#)
    }) { _, signIn, cloud, hands in
      func expect(_ wanted: String) async throws {
        let token = try await signIn.token(for: Self.password, in: cloud)
        #expect(token.reveal() == wanted)
      }
      try await expect("t1")
      hands.advance(2900)
      try await expect("t1")
      hands.advance(200)
      try await expect("t2")
      try await expect("t2")
      await signIn.forget(Secret("t2"))
      try await expect("t3")
    }
  }

  @Test func `the old token does while no new one is to be had`() async throws {
    let isDown = Atomic<Bool>(false)
    try await run({ request in
      isDown.load(ordering: .relaxed) ? (503, "{}") : Self.good(request)
    }) { server, signIn, cloud, hands in
      _ = try await signIn.token(for: Self.password, in: cloud)
      isDown.store(true, ordering: .relaxed)
      hands.advance(3000)
      _ = try await signIn.token(for: Self.password, in: cloud)
      _ = try await signIn.token(for: Self.password, in: cloud)
      #expect(server.requests.count == 2)
      hands.advance(600)
      await #expect(throws: AzureError.self) {
        try await signIn.token(for: Self.password, in: cloud)
      }
    }
  }

  private static let refusals = [
    (7_000_215, "client secret is wrong"), (7_000_222, "has expired"), (700_016, "no such app"),
    (90_002, "no such tenant"), (700_213, "no token of this subject"),
    (99_999, "AADSTS99999: Something else."),
  ]

  @Test(arguments: refusals)
  func `a refusal is told in clear words, and not asked for again at once`(
    code: Int, words: String
  ) async throws {
    let text = "AADSTS\(code): Something else. Trace ID: abc Correlation ID: def"
    try await run({ _ in
      (
        401,
        #"{"error": "invalid_client", "error_description": "\#(text)", "error_codes": [\#(code)]}"#
      )
    }) { server, signIn, cloud, hands in
      let error = await #expect(throws: AzureError.self) {
        try await signIn.token(for: Self.password, in: cloud)
      }
      #expect(error?.code == "AADSTS\(code)")
      let told = "\(try #require(error))"
      #expect(told.contains(words))
      #expect(!told.contains("p&ss"))
      #expect(!told.contains("Trace"))
      _ = try? await signIn.token(for: Self.password, in: cloud)
      #expect(server.requests.count == 1)
      hands.advance(11)
      _ = try? await signIn.token(for: Self.password, in: cloud)
      #expect(server.requests.count == 2)
    }
  }

  @Test func `a certificate signs an assertion that its key verifies`() async throws {
    let identity = try await Authority.make("app", .rsa2048).identity
    let key = identity.key
    let pem = Secret(identity.certificate.pem + key.pem.reveal())
    try await run(Self.good) { server, signIn, cloud, _ in
      let credential = AzureCredential.certificate(tenant: Self.tenant, client: "app", pem: pem)
      _ = try await signIn.token(for: credential, in: cloud)
      let form = Self.form(try #require(server.requests.first))
      #expect(form["client_secret"] == nil)
      let parts = try #require(form["client_assertion"]).split(separator: ".").map(String.init)
      let header = try JSON.parse(Self.decoded(parts[0]))
      #expect(header["alg"] == "RS256")
      #expect(header["x5t"]?.string?.count == 27)
      let claims = try JSON.parse(Self.decoded(parts[1]))
      #expect(claims["aud"] == .string("\(server.url)/\(Self.tenant)/oauth2/v2.0/token"))
      #expect(claims["sub"] == "app")
      #expect(claims["exp"] == 1600)
      let bytes = try #require(Self.bytes(parts[2]))
      #expect(key.publicKey.verifies(bytes, of: Array("\(parts[0]).\(parts[1])".utf8)))
    }
  }

  private static func bytes(_ part: String) -> [UInt8]? {
    let text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(
      of: "_", with: "/")
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: text + padding).map(Array.init)
  }

  private static func decoded(_ part: String) -> String {
    String(decoding: bytes(part) ?? [], as: UTF8.self)
  }

  @Test func `a workload shows the token of its file, read each time`() async throws {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "token")
      try "first\n".write(to: file, atomically: true, encoding: .utf8)
      try await run(Self.good) { server, signIn, cloud, hands in
        let credential = AzureCredential.workload(
          tenant: Self.tenant, client: "app", tokenFile: file.path)
        _ = try await signIn.token(for: credential, in: cloud)
        try "second".write(to: file, atomically: true, encoding: .utf8)
        hands.advance(3000)
        _ = try await signIn.token(for: credential, in: cloud)
        #expect(server.requests.map { Self.form($0)["client_assertion"] } == ["first", "second"])
      }
    }
  }

  @Test func `a machine asks its own metadata service`() async throws {
    try await run({ _ in
      (200, #"{"access_token": "mi", "expires_in": "86399", "resource": "x"}"#)
    }) { server, signIn, cloud, _ in
      let credential = AzureCredential.managed(client: "abc", resource: nil)
      #expect(try await signIn.token(for: credential, in: cloud).reveal() == "mi")
      let request = try #require(server.requests.first)
      #expect(request.headers["metadata"] == "true")
      #expect(
        request.target == "/metadata/identity/oauth2/token?api-version=2018-02-01"
          + "&resource=https%3A%2F%2Fmanagement.test&client_id=abc")
    }
  }

  @Test func `az is asked for a token of its user`() async throws {
    try await withTemporaryDirectory { folder in
      let program = folder.appending(path: "az")
      let text = """
        #!/bin/sh
        [ "$1 $2 $6" = "account get-access-token https://management.test" ] || exit 3
        echo '{"accessToken": "cli", "expires_on": 5000}'
        """
      try text.write(to: program, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
      let client = HTTPClient(environment: [:])
      let signIn = AzureSignIn(over: client, az: program.path, now: { 1000 })
      let token = try await signIn.token(
        for: .commandLine(tenant: nil), in: Self.cloud("http://127.0.0.1:1"))
      #expect(token.reveal() == "cli")
      let missing = AzureSignIn(over: client, az: folder.path + "/none", now: { 1000 })
      let error = await #expect(throws: AzureError.self) {
        try await missing.token(
          for: .commandLine(tenant: nil), in: Self.cloud("http://127.0.0.1:1"))
      }
      #expect(error?.hint?.hasPrefix("run az login") == true)
    }
  }
}
