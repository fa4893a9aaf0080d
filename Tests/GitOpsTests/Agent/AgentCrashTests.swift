// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Git
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import GitOps

/// A bootstrap that ends before any of its writes, and a process that begins anew over what it left.
struct AgentCrashTests {
  private static let agent = """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform, namespace: default}
    spec:
      clusterRef: {name: demo}
      type: TYPE
      source: {url: "URL", secretRef: {name: deploy-key}, generateKey: true}
      path: clusters/demo
      before: [{configMap: network}]
      flux: {manifest: {configMap: flux}}
    """

  private static let messages = [
    "Change", "Add Flux v2.0.0 component manifests", "Add Flux sync manifests",
  ]

  @Test(arguments: ["capctl", "flux"])
  func `a bootstrap that is cut before any write goes on from there`(_ type: String) async throws {
    try await SSHServer.run { sshd in
      var cuts = 0
      while try await isCut(type, at: cuts, sshd) { cuts += 1 }
      #expect(cuts > 10, "as many writes as that were seen")
    }
  }

  /// - Returns: Whether there was a write of that number.
  private func isCut(_ type: String, at number: Int, _ sshd: SSHServer) async throws -> Bool {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["README.md": "platform"])
      let url = "ssh://\(sshd.user)@127.0.0.1:\(sshd.port)\(repository.origin.path)"
      let world = try await AgentWorld(in: folder)
      try await world.begin(
        Self.agent.replacing("TYPE", with: type).replacing("URL", with: url))
      let first = try await world.live(cutBefore: number) { cut in
        try await settle(world, sshd) { cut.isCut }
      }
      let key = try await world.key()
      try await world.live { _ in try await settle(world, sshd) { false } }
      let last = try await world.key()
      #expect(key == nil || key == last, "cut before write \(number)")
      #expect(last != nil)
      let messages = try await repository.messages()
      #expect(messages == (type == "flux" ? Self.messages : ["Change"]), "cut at \(number)")
      try await world.expectAll(of: type)
      return first.isCut
    }
  }

  /// Lets in whoever has the key, until all is brought, or the process is dead.
  private func settle(
    _ world: AgentWorld, _ sshd: SSHServer, orUntil isDead: () -> Bool
  ) async throws {
    var known: String?
    try await eventually("the agent is brought") {
      if let line = try await world.publicKey(), line != known {
        try sshd.authorize(line)
        known = line
      }
      if isDead() { return true }
      return try await world.state() == "Syncing"
    }
  }

  /// A world whose agent is to bring Flux from a server that asks a hook of each push.
  private func play(
    hook text: String,
    _ body: (AgentWorld, SSHServer, FleetRepository, _ hook: URL) async throws -> Void
  ) async throws {
    try await SSHServer.run { sshd in
      try await withTemporaryDirectory { folder in
        let repository = try await FleetRepository(in: folder)
        try await repository.commit(["README.md": "platform"])
        let hook = repository.origin.appending(path: "hooks/update")
        try Data("#!/bin/sh\n\(text)".utf8).write(to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
        let url = "ssh://\(sshd.user)@127.0.0.1:\(sshd.port)\(repository.origin.path)"
        let world = try await AgentWorld(in: folder)
        try await world.begin(
          Self.agent.replacing("TYPE", with: "flux").replacing("URL", with: url))
        try await body(world, sshd, repository, hook)
      }
    }
  }

  @Test func `what a server of git refuses is told, and made up for`() async throws {
    // Of two commits only the first is taken, as if nothing had come after it.
    let hook = "if [ -e once ]; then echo read-only; exit 1; fi\ntouch once\n"
    try await play(hook: hook) { world, sshd, repository, hook in
      try await world.live { _ in
        try await eventually("the agent says that it may not push") {
          if let line = try await world.publicKey() { try sshd.authorize(line) }
          let message = try await world.message()
          return message?.contains("cannot push") == true
            && message?.contains("read-only") == true
        }
      }
      #expect(try await repository.messages() == Array(Self.messages.prefix(2)))
      try FileManager.default.removeItem(at: hook)
      try await world.live { _ in try await settle(world, sshd) { false } }
      #expect(try await repository.messages() == Self.messages)
    }
  }

  @Test func `whoever pushes meanwhile loses nothing, and Flux comes after it`() async throws {
    // Somebody's commit is there between the look at the branch and the push.
    let hook = """
      if [ -e other ]; then exit 0; fi
      touch other
      export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com
      export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
      commit=$(git commit-tree -p main -m Meanwhile 'main^{tree}') || exit 1
      git update-ref refs/heads/main "$commit" || exit 1

      """
    try await play(hook: hook) { world, sshd, repository, _ in
      try await world.live { _ in try await settle(world, sshd) { false } }
      #expect(
        try await repository.messages() == ["Change", "Meanwhile"] + Self.messages.dropFirst())
      try await world.expectAll(of: "flux")
    }
  }
}
