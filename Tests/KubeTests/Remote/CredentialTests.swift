// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Kube
import Log
import TestKit
import Testing

/// Tokens that come from files and programs, and go out of date.
struct CredentialTests {
  /// Takes one token only.
  private func withServer(
    taking token: String, _ body: (StubServer, HTTPClient) async throws -> Void
  ) async throws {
    try await StubServer.run { request, connection in
      let isRight = request.headers["authorization"] == "Bearer \(token)"
      connection.answer(isRight ? 200 : 401, #"{"kind":"Machine","metadata":{"name":"a"}}"#)
    } _: { stub in
      let http = HTTPClient(environment: [:])
      try await body(stub, http)
      await http.shutdown()
    }
  }

  private func client(
    _ stub: StubServer, _ http: HTTPClient, _ credentials: Credentials
  ) -> RemoteClient {
    var access = ClusterAccess(server: stub.url)
    access.credentials = credentials
    return RemoteClient(access, over: http)
  }

  /// A program that prints what a plugin prints, and counts its runs in a file beside it.
  private func plugin(in folder: URL, _ status: String) throws -> ExecPlugin {
    let file = folder.appending(path: "plugin")
    let credential =
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":\#(status)}"#
    try """
    #!/bin/sh
    echo "$KUBERNETES_EXEC_INFO" >> '\(folder.path)/runs'
    n=$(wc -l < '\(folder.path)/runs')
    echo '\(credential)' | sed "s/RUN/$n/"
    """.write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return ExecPlugin(file.path, apiVersion: "client.authentication.k8s.io/v1")
  }

  private func runs(in folder: URL) throws -> [String] {
    try String(contentsOf: folder.appending(path: "runs"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test func `a token file that was replaced is read again when the old token is refused`()
    async throws
  {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "token")
      try await withServer(taking: "new") { stub, http in
        try "old\n".write(to: file, atomically: true, encoding: .utf8)
        let client = client(stub, http, .tokenFile(file.path))
        let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
        #expect(error?.reason == .unauthorized)
        try "new\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(try await client.get(TestServer.at("a")).name == "a")
      }
    }
  }

  @Test func `a token file that is not there is named`() async throws {
    try await withServer(taking: "x") { stub, http in
      let client = client(stub, http, .tokenFile("/no/such/token"))
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(
        error?.description
          == "cannot sign in to the cluster: the token file /no/such/token cannot be read")
      #expect(stub.requests.isEmpty)
    }
  }

  @Test func `a plugin is asked once, and again when its token is refused`() async throws {
    try await withTemporaryDirectory { folder in
      try await withServer(taking: "token-2") { stub, http in
        let plugin = try plugin(in: folder, #"{"token":"token-RUN"}"#)
        let client = client(stub, http, .plugin(plugin))
        for _ in 0..<5 { _ = try await client.get(TestServer.at("a")) }
        #expect(try runs(in: folder).count == 2)
        #expect(
          try runs(in: folder)[0].contains(#""apiVersion":"client.authentication.k8s.io/v1""#))
      }
    }
  }

  @Test func `a plugin's token is used until it expires`() async throws {
    try await withTemporaryDirectory { folder in
      try await withServer(taking: "token-3") { stub, http in
        let plugin = try plugin(
          in: folder, #"{"token":"token-RUN","expirationTimestamp":"2000-01-01T00:00:00Z"}"#)
        let client = client(stub, http, .plugin(plugin))
        let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
        #expect(error?.reason == .unauthorized)
        #expect(try await client.get(TestServer.at("a")).name == "a")
      }
    }
  }

  @Test func `many callers wait for one run of a plugin`() async throws {
    try await withTemporaryDirectory { folder in
      try await withServer(taking: "token-1") { stub, http in
        let plugin = try plugin(in: folder, #"{"token":"token-RUN"}"#)
        let client = client(stub, http, .plugin(plugin))
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<20 { group.addTask { _ = try await client.get(TestServer.at("a")) } }
          try await group.waitForAll()
        }
        #expect(try runs(in: folder).count == 1)
      }
    }
  }

  @Test(arguments: [
    ("{}", "it gave neither a token nor a certificate"),
    (#"{"clientKeyData":"k"}"#, "it gave a certificate without its key, or a key alone"),
    (#"{"token":"t","expirationTimestamp":"soon"}"#, "its expirationTimestamp is no time"),
  ])
  func `a plugin that prints nonsense is told as such`(status: String, cause: String) async throws {
    try await withTemporaryDirectory { folder in
      try await withServer(taking: "x") { stub, http in
        let plugin = try plugin(in: folder, status)
        let client = client(stub, http, .plugin(plugin))
        let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
        #expect(error?.message.hasSuffix("cannot be used: \(cause)") == true)
      }
    }
  }

  @Test func `a plugin that is missing is told with the hint of the kubeconfig`() async throws {
    try await withServer(taking: "x") { stub, http in
      var plugin = ExecPlugin("no-such-plugin", apiVersion: "client.authentication.k8s.io/v1")
      plugin.installHint = "install it from the shelf"
      let client = client(stub, http, .plugin(plugin))
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.hint == "install it from the shelf")
    }
  }
}
