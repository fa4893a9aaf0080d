// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

@testable import Provider

/// What an SSHHost says when a real SSH server does not let us in, or is not the one it was.
struct HostLoginTests {
  /// An SSHHost for a server, and what logs in to it.
  private struct Entry {
    var port: Int
    var key: String
    var hostKey: String
  }

  private func entry(_ server: SSHServer) throws -> Entry {
    let identity: URL = server.identity(.ed25519)
    return Entry(
      port: server.port, key: try String(contentsOf: identity, encoding: .utf8),
      hostKey: try server.publicHostKey(.ed25519))
  }

  private func apply(_ entry: Entry, _ server: SSHServer, in scene: HostScene) async throws {
    let lines = entry.key.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    try await scene.scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: login}
      stringData:
        ssh-privatekey: |
      \(lines)
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: SSHHost
      metadata: {name: real}
      spec:
        address: 127.0.0.1
        port: \(entry.port)
        user: \(server.user)
        secretRef: {name: login}
        hostKeys: ["\(entry.hostKey)"]
      """)
  }

  private func says(
    _ words: String, _ change: (inout Entry, SSHServer) async throws -> Void
  ) async throws {
    try await SSHServer.run(hostKeys: [.ed25519]) { server in
      try await HostScene.run(SSHDoor()) { scene in
        var entry = try entry(server)
        try await change(&entry, server)
        try await apply(entry, server, in: scene)
        try await scene.says(.sshHost, "real", words)
      }
    }
  }

  @Test func `a key that the server does not know`() async throws {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "other")
      _ = try await Command(
        try Part.path("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", file.path
      ).run()
      let key = try String(contentsOf: file, encoding: .utf8)
      try await says("login refused for user ") { entry, _ in entry.key = key }
    }
  }

  @Test func `a host that shows another key`() async throws {
    try await SSHServer.run(hostKeys: [.ed25519]) { other in
      let key = try other.publicHostKey(.ed25519)
      try await says("the host key has changed") { entry, _ in entry.hostKey = key }
    }
  }

  @Test func `a host where nobody listens`() async throws {
    let port = try freePort()
    try await says("127.0.0.1:\(port): ") { entry, _ in entry.port = port }
  }

  @Test func `a host that is well`() async throws {
    try await SSHServer.run(hostKeys: [.ed25519]) { server in
      try await HostScene.run(SSHDoor()) { scene in
        try await apply(try entry(server), server, in: scene)
        try await eventually("the host says something", within: .seconds(120)) {
          try await scene.host("real")?.condition(ConditionTypes.ready) != nil
        }
        // The machine of the test may be a Node itself, or its user not root: then it says so.
        let host = try #require(try await scene.host("real"))
        #expect(host.hostname != nil || host.condition(ConditionTypes.ready)?.status == .no)
      }
    }
  }
}
