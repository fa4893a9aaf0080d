// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import TestKit
import Testing

@Suite struct ContentsTests {
  /// Commits what a tree can hold, and lends the mirror of it.
  private func run(_ body: (GitFixture, Contents, ObjectID) async throws -> Void) async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit([
        "README.md": "# Hello\n", "clusters/prod/kustomization.yaml": "resources: []\n",
        "clusters/stage/kustomization.yaml": "{}\n", "dir.with dot/a b": "blank",
        "příliš/žluťoučký kůň": "UTF-8", "empty": "", "z-last": "z",
      ])
      let files = FileManager.default
      try files.createSymbolicLink(
        atPath: fixture.work.appending(path: "link").path, withDestinationPath: "clusters/prod")
      try fixture.work.write("#!/bin/sh\n", to: "run")
      try files.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: fixture.work.appending(path: "run").path)
      try await fixture.git(
        "update-index", "--add", "--cacheinfo",
        "160000,1234567890123456789012345678901234567890,vendor/other")
      try await fixture.git("add", "link", "run")
      try await fixture.git("commit", "-q", "-m", "More kinds\n\nBody.\n")
      try await fixture.push("HEAD")
      let mirror = try fixture.mirror()
      _ = try await mirror.fetch()
      try await body(fixture, mirror.contents, fixture.id("HEAD"))
    }
  }

  @Test func `a tree lists as git lists it`() async throws {
    try await run { fixture, contents, commit in
      let modes: [TreeEntry.Kind: String] = [
        .file: "100644 blob", .executable: "100755 blob", .symlink: "120000 blob",
        .submodule: "160000 commit",
      ]
      for path in ["", "clusters", "clusters/prod", "README.md"] {
        let ours = try await contents.list(commit, under: path).map {
          "\(modes[$0.kind] ?? "?") \($0.id)\t\($0.path)"
        }
        let theirs = try await fixture.git(
          "-c", "core.quotePath=false", "ls-tree", "-r", "HEAD", path.isEmpty ? "." : path)
        #expect(ours.joined(separator: "\n") == theirs)
      }
    }
  }

  @Test func `every file reads as git shows it`() async throws {
    try await run { fixture, contents, commit in
      for entry in try await contents.list(commit) where entry.kind != .submodule {
        let bytes = try await contents.blob(entry.id)
        let theirs = try await fixture.git("cat-file", "blob", "\(entry.id)")
        #expect(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines) == theirs)
      }
    }
  }

  @Test func `a commit tells who, when and why`() async throws {
    try await run { fixture, contents, id in
      let commit = try await contents.commit(id)
      let lines = try await fixture.git("log", "-1", "--format=%T%n%P%n%an%n%ae%n%at%n%ct")
        .split(separator: "\n").map(String.init)
      #expect(commit.tree.description == lines[0])
      #expect(commit.parents.map(\.description) == [lines[1]])
      #expect(commit.author.name == lines[2])
      #expect(commit.author.email == lines[3])
      #expect(String(commit.author.time) == lines[4])
      #expect(String(commit.committer.time) == lines[5])
      #expect(commit.message == "More kinds\n\nBody.\n")
    }
  }

  @Test(arguments: [
    ("clusters/prd", "the nearest that exists is clusters/prod"),
    ("clusters/stagge", "the nearest that exists is clusters/stage"),
    ("clusters/other", "the nearest that exists is clusters"),
    ("cluster/prod", "the nearest that exists is clusters"),
    ("README.md/deeper", "the nearest that exists is README.md"),
    ("nothing/like/it", nil),
  ])
  func `a path that is not there names what is nearest`(path: String, hint: String?) async throws {
    try await run { _, contents, commit in
      let error = try await failure { try await contents.entry(at: path, in: commit) }
      #expect(error.isNotFound)
      #expect(error.description == "cannot find \(path) in commit \(commit): there is no such path")
      #expect(error.hint == hint)
    }
  }

  @Test(arguments: ["clusters/prod", "/clusters//prod/", "./clusters/prod"])
  func `a path may be written in several ways`(path: String) async throws {
    try await run { _, contents, commit in
      let entry = try await contents.entry(at: path, in: commit)
      #expect(entry.path == "clusters/prod")
      #expect(entry.kind == .directory)
    }
  }

  @Test func `a file over the limit is not loaded`() async throws {
    try await run { _, contents, commit in
      let entry = try await contents.entry(at: "README.md", in: commit)
      #expect(try await contents.blob(entry.id, limit: 8).count == 8)
      let error = try await failure { try await contents.blob(entry.id, limit: 7) }
      #expect(error.isTooLarge)
      #expect(
        error.description == "cannot read blob \(entry.id): it has 8 bytes, and the limit is 7")
    }
  }

  @Test func `a directory is no file`() async throws {
    try await run { _, contents, commit in
      let entry = try await contents.entry(at: "clusters", in: commit)
      let error = try await failure { try await contents.blob(entry.id) }
      #expect(error.description == "cannot read blob \(entry.id): it is no file")
      #expect(!error.isDamaged)
    }
  }

  @Test func `a tree without end is not walked to its end`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["f": "x"])
      var tree = try await fixture.git("rev-parse", "HEAD^{tree}")
      for _ in 0..<12 {
        let listing = (0..<10).map { "040000 tree \(tree)\td\($0)\n" }.joined()
        try fixture.directory.write(listing, to: "listing")
        tree = try await fixture.git(
          "-c", "alias.build=!git mktree < \(fixture.directory.path)/listing", "build")
      }
      let bomb = try await fixture.git("commit-tree", tree, "-m", "Bomb")
      try await fixture.push("\(bomb):refs/heads/bomb")
      let mirror = try fixture.mirror()
      _ = try await mirror.fetch()
      let commit = try await mirror.contents.resolve(.branch("bomb"))
      let error = try await failure { try await mirror.contents.list(commit, limit: 1000) }
      #expect(error.isTooLarge)
      #expect(
        error.description
          == "cannot list the files of \(commit): there are more than 1000 files and directories")
      let deep = "d0/d0/d0/d0/d0/d0/d0/d0/d0/d0/d0/d0"
      #expect(try await mirror.contents.list(commit, under: deep).map(\.path) == ["\(deep)/f"])
    }
  }

  @Test func `a name that is not UTF-8 does not hide the others`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      let blob = try await fixture.git("rev-parse", "HEAD:a")
      var listing = Data("100644 blob \(blob)\tcaf".utf8)
      listing += [0xE9, 0x0A]
      try listing.write(to: fixture.directory.appending(path: "listing"))
      let tree = try await fixture.git(
        "-c", "alias.build=!git mktree < \(fixture.directory.path)/listing", "build")
      let commit = try await fixture.git("commit-tree", tree, "-m", "Latin")
      try await fixture.push("\(commit):refs/heads/latin")
      let mirror = try fixture.mirror()
      _ = try await mirror.fetch()
      let id = try await mirror.contents.resolve(.branch("latin"))
      let entry = try #require(try await mirror.contents.list(id).first)
      #expect(entry.path == "caf\u{FFFD}")
      #expect(try await mirror.contents.blob(entry.id) == Array("1".utf8))
    }
  }

  @Test func `a large file comes whole`() async throws {
    try await GitFixture.run { fixture in
      let bytes = try randomBytes(20 << 20)
      try Data(bytes).write(to: fixture.work.appending(path: "large"))
      let commit = try await fixture.commit([:])
      let mirror = try fixture.mirror()
      _ = try await mirror.fetch()
      let entry = try await mirror.contents.entry(at: "large", in: commit)
      #expect(try await mirror.contents.blob(entry.id) == bytes)
    }
  }

  @Test func `reading goes on while a fetch runs`() async throws {
    try await run { fixture, _, commit in
      let mirror = try fixture.mirror("busy")
      _ = try await mirror.fetch()
      let expected = try await mirror.contents.list(commit)
      for round in 0..<5 {
        try await fixture.commit(["round": "\(round)"])
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { _ = try await mirror.fetch() }
          for _ in 0..<20 {
            group.addTask {
              let entries = try await mirror.contents.list(commit)
              #expect(entries == expected)
              for entry in entries where entry.kind == .file {
                _ = try await mirror.contents.blob(entry.id)
              }
            }
          }
          try await group.waitForAll()
        }
      }
      try await fixture.checkMirror("busy")
    }
  }
}
