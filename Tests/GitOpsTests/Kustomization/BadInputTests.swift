// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import GitOps

/// What people and repositories do wrong: the condition says so, and what was applied stays.
struct BadInputTests {
  /// Applies a good revision, does something wrong, and answers what the Kustomization says of it.
  private func complaint(
    _ reason: String, containing words: String = "", kind: Kind = .kustomization,
    after wrong: (SyncScene) async throws -> Void
  ) async throws -> String {
    var message = ""
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["clusters/prod/a.yaml": configMap("a")])
      try await scene.follow(path: "clusters/prod")
      try await scene.isApplied(revision)
      try await wrong(scene)
      message = try await scene.complaint(
        kind, kind.kind == "Kustomization" ? "all" : "repo", reason: reason, containing: words)
      #expect(try await scene.data("a") == "value", "what was applied stays")
    }
    return message
  }

  @Test func `of a wrong path the nearest is named`() async throws {
    let message = try await complaint("ArtifactFailed") { scene in
      try await scene.follow(path: "clusters/prdo")
    }
    #expect(message.contains("the nearest that exists is clusters/prod"))
  }

  @Test func `a file is no path`() async throws {
    let message = try await complaint("ArtifactFailed") { scene in
      try await scene.follow(path: "clusters/prod/a.yaml")
    }
    #expect(message.contains("it is a file"))
    #expect(message.contains("use ./clusters/prod"))
  }

  @Test func `a path out of the tree is refused`() async throws {
    let message = try await complaint("ReconciliationFailed") { scene in
      try await scene.follow(path: "../../etc")
    }
    #expect(message.contains("it leads out of the repository"))
  }

  @Test(arguments: ["../../../outside", "/etc"])
  func `a link out of the tree is refused`(_ target: String) async throws {
    let message = try await complaint("BuildFailed", containing: "out of") { scene in
      try scene.repository.write("clusters/prod/b.yaml", configMap("b"))
      try scene.repository.link("clusters/prod/evil.yaml", to: target)
      _ = try await scene.repository.commitAll()
    }
    #expect(message.contains("clusters/prod/evil.yaml"))
  }

  @Test func `one broken file keeps back its own objects only`() async throws {
    try await SyncScene.run { scene in
      var files: [String: String?] = ["broken.yaml": "kind: ConfigMap\n  metadata: [\n"]
      for number in 1..<100 { files["c\(number).yaml"] = configMap("c\(number)") }
      try await scene.repository.commit(files)
      try await scene.follow()
      let message = try await scene.complaint(reason: "BuildFailed")
      #expect(message.contains("broken.yaml:2:"))
      #expect(!message.contains("c1.yaml"))
      let all = try await scene.client.list(Address(.configMaps, namespace: "default")).items
      #expect(all.filter { $0.name.hasPrefix("c") }.count == 99)
      // While a file cannot be read, nobody knows what is no more in the source.
      try await scene.repository.commit(["c1.yaml": nil, "c2.yaml": configMap("c2", "new")])
      try await eventually("the others go on") { try await scene.data("c2") == "new" }
      #expect(try await scene.configMap("c1") != nil)
      let revision = try await scene.repository.commit(["broken.yaml": nil])
      try await scene.isApplied(revision)
      #expect(try await scene.configMap("c1") == nil)
    }
  }

  @Test func `of an object that is there twice both places are named`()
    async throws
  {
    let message = try await complaint("BuildFailed", containing: "is here already") { scene in
      try await scene.repository.commit([
        "clusters/prod/x.yaml": configMap("x"), "clusters/prod/y.yaml": "\n" + configMap("x"),
      ])
    }
    #expect(message.contains("clusters/prod/x.yaml:1"))
    #expect(message.contains("clusters/prod/y.yaml:2"))
  }

  @Test func `a kind that is not served is named with its file`() async throws {
    let message = try await complaint("ReconciliationFailed") { scene in
      try await scene.repository.commit([
        "clusters/prod/x.yaml": "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n"
      ])
    }
    #expect(message.contains("clusters/prod/x.yaml:1"))
    #expect(message.contains("no matches for kind"))
  }

  @Test(arguments: [
    ("helm.fluxcd.io/v1", "HelmRelease", "HelmRepository"),
    ("flux.weave.works/v1beta1", "FluxHelmRelease", "first Flux"),
  ])
  func `kinds of the first Flux are refused with the way out`(
    _ kind: (version: String, kind: String, word: String)
  ) async throws {
    let message = try await complaint("BuildFailed") { scene in
      try await scene.repository.commit([
        "clusters/prod/x.yaml":
          "apiVersion: \(kind.version)\nkind: \(kind.kind)\nmetadata: {name: w}\nspec: {}\n"
      ])
    }
    #expect(message.contains("helm.toolkit.fluxcd.io/v2"))
    #expect(message.contains(kind.word))
  }

  @Test func `a field that may not change is named, and changed by force`() async throws {
    try await SyncScene.run { scene in
      let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: fixed, namespace: default}
        immutable: true
        stringData: {key: VALUE}
        """
      let first = try await scene.repository.commit(["s.yaml": secret])
      try await scene.follow()
      try await scene.isApplied(first)
      let second = try await scene.repository.commit([
        "s.yaml": secret.replacing("VALUE", with: "other")
      ])
      let message = try await scene.complaint(reason: "ReconciliationFailed")
      #expect(message.contains("s.yaml:1") && message.contains("immutable"))
      try await scene.follow(kustomization: "force: true")
      try await scene.isApplied(second)
    }
  }

  @Test func `an empty repository is told as one`() async throws {
    try await SyncScene.run { scene in
      try await scene.follow()
      let message = try await scene.complaint(
        .gitRepository, "repo", reason: "EmptyGitRepository")
      #expect(message.contains("push a first commit"))
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.isApplied(revision)
    }
  }

  @Test func `a repository that is not there is told, and what was applied stays`() async throws {
    let message = try await complaint("GitOperationFailed", kind: .gitRepository) { scene in
      try FileManager.default.moveItem(
        at: scene.repository.origin, to: scene.folder.appending(path: "elsewhere"))
      try await scene.follow(path: "clusters/prod", repository: "timeout: 5s")
      _ = try await scene.client.patch(
        .merge(["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "x"]]]),
        at: scene.place(.gitRepository, "repo"))
    }
    #expect(message.contains("origin.git"))
  }

  @Test func `a branch that was written anew is followed`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit(["a.yaml": configMap("a", "one")])
      try await scene.follow()
      try await eventually("it is there") { try await scene.data("a") == "one" }
      try scene.repository.write("a.yaml", configMap("a", "rewritten"))
      try await scene.repository.git("add", "-A")
      try await scene.repository.git("commit", "-q", "--amend", "-m", "Other")
      let revision = try await scene.repository.push()
      try await scene.isApplied(revision)
      #expect(try await scene.data("a") == "rewritten")
    }
  }

  @Test func `a tag that was moved is followed`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit(["a.yaml": configMap("a", "one")])
      try await scene.repository.git("tag", "-a", "v1", "-m", "First")
      try await scene.repository.git("push", "-q", "origin", "v1")
      try await scene.follow(repository: "ref: {tag: v1, branch: null}")
      try await eventually("the tag is applied") { try await scene.data("a") == "one" }
      try await scene.repository.commit(["a.yaml": configMap("a", "moved")])
      try await scene.repository.git("tag", "-f", "-a", "v1", "-m", "Second")
      try await scene.repository.git("push", "-q", "--force", "origin", "v1")
      let commit = try await scene.repository.git("rev-parse", "HEAD")
      try await scene.isApplied("v1@sha1:\(commit)")
      #expect(try await scene.data("a") == "moved")
    }
  }

  @Test func `a repository that is too large is refused, and what was applied stays`() async throws
  {
    let first = String(repeating: "x", count: 1000)
    try await SyncScene.run(.init(maxSize: 200_000)) { scene in
      try await scene.repository.commit(["a.yaml": configMap("a", first)])
      try await scene.follow()
      try await eventually("it is there") { try await scene.data("a") == first }
      var random = SeededRandom(1)
      let noise = (0..<40_000).map { _ in String(UInt64.random(in: 0 ... .max, using: &random)) }
      try await scene.repository.commit([
        "noise.txt": noise.joined(), "a.yaml": configMap("a", "second"),
      ])
      let message = try await scene.complaint(
        .gitRepository, "repo", reason: "GitOperationFailed", containing: "200000")
      #expect(message.contains("--max-repo-size"), "\(message)")
      #expect(try await scene.data("a") == first)
    }
  }

  @Test func `a missing variable is named, with the file`() async throws {
    let message = try await complaint("BuildFailed", containing: "REGION") { scene in
      try await scene.repository.commit([
        "clusters/prod/x.yaml": configMap("x", "${REGION}-${ZONE:=a}")
      ])
      try await scene.follow(
        path: "clusters/prod", kustomization: "postBuild: {substitute: {OTHER: b}}")
    }
    #expect(message.contains("clusters/prod/x.yaml:1"))
    #expect(!message.contains("ZONE"))
  }

  @Test(arguments: [
    ("healthCheckExprs: [{apiVersion: v1, kind: A, current: 'true'}]", "healthCheckExprs"),
    ("sourceRef: {kind: Bucket, name: repo}", "sourceRef.kind"),
    ("serviceAccountName: me", "serviceAccountName"),
    ("ignore: [{paths: [/spec/replicas]}]", "spec.ignore"),
  ])
  func `what is not acted on is refused by its name`(_ field: (spec: String, word: String))
    async throws
  {
    let message = try await complaint("Unsupported") { scene in
      try await scene.follow(path: "clusters/prod", kustomization: field.spec)
    }
    #expect(message.contains(field.word))
  }

  @Test(arguments: [
    ("verify: {mode: HEAD, secretRef: {name: keys}}", "spec.verify"),
    ("recurseSubmodules: true", "recurseSubmodules"), ("provider: azure", "provider"),
  ])
  func `a source is not taken for more than it is`(_ field: (spec: String, word: String))
    async throws
  {
    let message = try await complaint("Unsupported", kind: .gitRepository) { scene in
      try await scene.follow(path: "clusters/prod", repository: field.spec)
    }
    #expect(message.contains(field.word))
  }

  @Test func `a Secret that is missing is named, and looked for when it comes`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow(repository: "secretRef: {name: key}")
      let message = try await scene.complaint(
        .gitRepository, "repo", reason: "AuthenticationFailed")
      #expect(message.contains("the Secret key does not exist"))
      try await scene.secret("key", ["username": "ada"])
      try await scene.isApplied(revision)
    }
  }

  @Test func `two Kustomizations do not fight over an object`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit([
        "one/a.yaml": configMap("a", "one"), "two/a.yaml": configMap("a", "two"),
      ])
      try await scene.follow("one", path: "one")
      try await scene.isApplied(revision, by: "one")
      try await scene.follow("two", path: "two")
      let message = try await scene.complaint(
        .kustomization, "two", reason: "ReconciliationFailed")
      #expect(message.contains("Kustomization default/one applies it too"))
      #expect(try await scene.data("a") == "one")
    }
  }
}

extension Repository {
  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: place(of: path), withDestinationPath: target)
  }
}
