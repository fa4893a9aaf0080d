// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import PKI
import Runtime
import TestKit
import Testing

@testable import GitOps

/// Servers of git tell of a push.
struct HookTests {
  private static let body = Array(#"{"ref":"refs/heads/main"}"#.utf8)
  private static let code = Digest.sha256.hmac(body, key: Array("t0k3n".utf8)).hexadecimal

  @Test(arguments: [
    ("X-Hub-Signature-256", "sha256=" + code, true), ("X-Signature", "sha256=" + code, true),
    ("X-Gitlab-Token", "t0k3n", true), ("X-Gitlab-Token", "token", false),
    ("X-Hub-Signature-256", code, false), ("X-Hub-Signature-256", "sha256=", false),
    ("X-Hub-Signature", "sha1=" + code, false),
    ("X-Signature", "sha256=" + code.dropLast() + "g", false),
  ])
  func `a call counts only if it is signed`(_ name: String, _ value: String, _ counts: Bool) {
    let isSigned = Hooks.isSigned({ $0 == name ? value : nil }, Self.body, by: "t0k3n")
    #expect(isSigned == counts)
  }

  @Test func `a push is seen when it is told of`() async throws {
    try await SyncScene.run { scene in
      let first = try await scene.repository.commit(["a.yaml": configMap("a", "one")])
      try await scene.secret("hook", ["token": "t0k3n"])
      var options = WebServer.Options()
      options.repositories = scene.folder
      try await WebServer.run(options) { web in
        try await scene.follow(url: "\(web.url)/git/origin.git")
        try await scene.isApplied(first)
        let before = try web.requests().count
        _ = try await scene.client.patch(
          .merge(["metadata": ["annotations": ["capctl.dev/hook-secret": "hook"]]]),
          at: scene.place(.gitRepository, "repo"))
        let id = Hooks.id(of: Key(namespace: "default", name: "repo"), token: "t0k3n")
        let hooks = scene.kit.hooks
        let signed = { (name: String) in name == "X-Signature" ? "sha256=\(Self.code)" : nil }
        try await eventually("the address is known") {
          hooks.call(id, { _ in nil }, Self.body) == 401
        }
        #expect(hooks.call("0" + id.dropFirst(), signed, Self.body) == 404)
        var asked = 0
        // The annotation was a reason to look, too.
        try await eventually("nobody asks any more") {
          asked = try web.requests().count
          try await Task.sleep(for: .seconds(1))
          return try asked > before && web.requests().count == asked
        }
        let second = try await scene.repository.commit(["a.yaml": configMap("a", "two")])
        // The next look would be in an hour.
        #expect(try web.requests().count == asked)
        #expect(hooks.call(id, signed, Self.body) == 202)
        try await scene.isApplied(second)
      }
    }
  }
}
