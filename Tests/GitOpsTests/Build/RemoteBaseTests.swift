// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import TestKit
import Testing

@testable import GitOps

struct RemoteBaseTests {
  @Test(arguments: [
    ("https://git.example.com/team", "https://git.example.com/team/r", true),
    ("https://git.example.com/team/", "https://git.example.com/team/r.git", true),
    ("https://git.example.com/team/r", "https://git.example.com/team/r.git", true),
    ("https://git.example.com", "https://git.example.com/team/r", true),
    ("git@example.com", "git@example.com:team/r.git", true),
    ("git@example.com:team", "git@example.com:team/r.git", true),
    ("https://git.example.com/team", "https://git.example.com/teammate/r", false),
    ("https://git.example.com/team", "https://git.example.com/team.evil/r", false),
    ("https://git.example.com", "https://git.example.com@evil.example/o/r", false),
    ("https://git.example.com", "https://git.example.com.evil.example/o/r", false),
    ("https://git.example.com", "https://git.example.com:8443/o/r", false),
    ("https://git.example.com/team", "https://git.example.com/team/../other/r", false),
    ("https://git.example.com/team", "https://git.example.com/team/%2E%2e/other/r", false),
    ("https://git.example.com/team", "http://git.example.com/team/r", false),
  ])
  func `a place allows what lies in it, and nothing else`(
    _ place: String, _ url: String, _ isAllowed: Bool
  ) {
    let trees = RemoteTrees(RemoteBaseRules([place]))
    let tree = OneFile("resources: ['\(url)//p?ref=v1']")
    let problems = Kustomize.build("", in: tree, remotes: trees).problems.map { "\($0)" }
    let refusal = problems.first { $0.contains("not among the allowed remote bases") }
    #expect((refusal == nil) == isAllowed, "\(problems)")
  }

  @Test func `a base of another repository follows its branch`() async throws {
    try await withTemporaryDirectory { folder in
      let other = folder.appending(path: "other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      let bases = try await Repository(in: other)
      try await bases.commit([
        "base/kustomization.yaml": "resources: [a.yaml]", "base/a.yaml": configMap("a", "old"),
      ])
      let repository = try await Repository(in: folder)
      let url = "file://\(bases.origin.path)"
      try await SyncScene.run(in: folder, repository, .init(remoteBases: [url])) { scene in
        let revision = try await scene.repository.commit([
          "kustomization.yaml": "resources: ['\(url)//base?ref=main']\nnamePrefix: far-"
        ])
        try await scene.follow()
        try await scene.isApplied(revision)
        #expect(try await scene.data("far-a") == "old")
        try await bases.commit(["base/a.yaml": configMap("a", "new")])
        try await scene.annotate("all", "reconcile.fluxcd.io/requestedAt", "now")
        try await eventually("what was pushed there arrives") {
          try await scene.data("far-a") == "new"
        }
      }
    }
  }

  @Test(arguments: [
    ("?ref=nothing", "it has no branch or tag nothing"),
    ("//nowhere", "kustomization"),
    ("//ring", "more than 100 kustomizations inside one another"),
  ])
  func `what is wrong with a base is said, and the rest is applied`(
    _ end: String, _ words: String
  ) async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await Repository(in: folder)
      let url = "file://\(repository.origin.path)"
      try await SyncScene.run(in: folder, repository, .init(remoteBases: ["file:///"])) { scene in
        try await scene.repository.commit([
          "ring/kustomization.yaml": "resources: ['\(url)//ring']",
          "all/kustomization.yaml": "resources: ['\(url)\(end)']",
        ])
        try await scene.follow(path: "all")
        _ = try await scene.complaint(reason: "BuildFailed", containing: words)
      }
    }
  }

  @Test func `a base that is not allowed is refused by name`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit([
        "kustomization.yaml": "resources: [a.yaml, 'https://git.example.com/o/r//p?ref=v1']",
        "a.yaml": configMap("a"),
      ])
      try await scene.follow()
      let text = try await scene.complaint(
        reason: "BuildFailed", containing: "remote bases are not allowed")
      #expect(text.contains("kustomization.yaml:1:21"))
      #expect(try await scene.data("a") == "value")
    }
  }
}

/// A tree that holds one kustomization.
private struct OneFile: FileTree {
  let text: String

  init(_ text: String) { self.text = text }

  func entry(at path: String) throws(KustomizeError) -> TreeEntry? {
    switch path {
    case "": TreeEntry(.directory, at: "")
    case "kustomization.yaml": TreeEntry(.file, at: path)
    default: nil
    }
  }

  func file(at path: String) throws(KustomizeError) -> TreeFile { TreeFile(Array(text.utf8)) }

  func names(at path: String) throws(KustomizeError) -> [String] { ["kustomization.yaml"] }

  func identity(at path: String) throws(KustomizeError) -> String? { nil }
}
