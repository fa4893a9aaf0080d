// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import Synchronization
import TestKit
import Testing

@Suite struct PushTests {
  let draft = CommitDraft(
    author: Signature(name: "Ada", email: "ada@example.com", time: 1_700_000_000, offset: 60),
    message: "Add clusters\n\nAll of them.\n")

  @Test func `the first commit goes into an empty repository`() async throws {
    try await GitFixture.run { fixture in
      let pushed = try await fixture.mirror().push(draft, to: "main") { tip in
        #expect(tip == nil)
        return [
          .write(path: "a/b/c", bytes: Array("c".utf8)),
          .write(path: "run", bytes: Array("#!/bin/sh".utf8), kind: .executable),
          .write(path: "link", bytes: Array("a/b".utf8), kind: .symlink),
        ]
      }
      let commit = try #require(pushed.tip)
      #expect(pushed.isNew)
      #expect(try await fixture.id("main", at: fixture.origin) == commit)
      try await fixture.git("fsck", "--strict", at: fixture.origin)
      let listing = try await fixture.git("ls-tree", "-r", "main", at: fixture.origin)
      let modes = listing.split(separator: "\n").map {
        "\($0.prefix(6)) \($0.split(separator: "\t")[1])"
      }
      #expect(modes == ["100644 a/b/c", "120000 link", "100755 run"])
      let log = try await fixture.git(
        "log", "-1", "--format=%an <%ae> %ad|%cn|%B", "--date=raw", "main", at: fixture.origin)
      #expect(log == "Ada <ada@example.com> 1700000000 +0100|Ada|Add clusters\n\nAll of them.")
    }
  }

  /// What git makes of the same changes.
  @Test(arguments: [
    ([Change.write(path: "a", bytes: [65])], ["a=A", "dir/one=1", "dir/two=2", "keep=k"]),
    ([.delete(path: "dir/one")], ["a=1", "dir/two=2", "keep=k"]),
    ([.delete(path: "dir/one"), .delete(path: "dir/two")], ["a=1", "keep=k"]),
    ([.delete(path: "dir")], ["a=1", "keep=k"]),
    (
      [.delete(path: "nothing"), .write(path: "a", bytes: [])],
      ["a=", "dir/one=1", "dir/two=2", "keep=k"]
    ),
    ([.delete(path: "dir"), .write(path: "dir", bytes: [66])], ["a=1", "dir=B", "keep=k"]),
    (
      [.delete(path: "a"), .write(path: "a/b", bytes: [66])],
      ["a/b=B", "dir/one=1", "dir/two=2", "keep=k"]
    ),
    (
      [.delete(path: "dir"), .write(path: "dir/new", bytes: [66])], ["a=1", "dir/new=B", "keep=k"]
    ),
    (
      [.write(path: "dir/x y/ž", bytes: [66])],
      ["a=1", "dir/one=1", "dir/two=2", "dir/x y/ž=B", "keep=k"]
    ),
  ])
  func `changes leave the rest as it is`(changes: [Change], files: [String]) async throws {
    try await GitFixture.run { fixture in
      let before = try await fixture.commit(["a": "1", "dir/one": "1", "dir/two": "2", "keep": "k"])
      let mirror = try fixture.mirror()
      let pushed = try await mirror.push(draft, to: "main") { tip in
        #expect(tip == before)
        return changes
      }
      let tip = try #require(pushed.tip)
      var now: [String] = []
      for entry in try await mirror.contents.list(tip) {
        let bytes = try await mirror.contents.blob(entry.id)
        now.append("\(entry.path)=\(String(decoding: bytes, as: UTF8.self))")
      }
      #expect(now == files)
      #expect(try await mirror.contents.commit(tip).parents == [before])
      #expect(try await mirror.contents.resolve(.branch("main")) == tip)
      try await fixture.git("fsck", "--strict", at: fixture.origin)
    }
  }

  @Test(arguments: [
    (Change.write(path: "dir", bytes: []), "cannot commit dir: it is a directory"),
    (.write(path: "a/b", bytes: []), "cannot commit a file below a: it is no directory"),
    (.write(path: "", bytes: []), "cannot commit : a git tree cannot hold the name \"\""),
    (.write(path: "/abs", bytes: []), "cannot commit /abs: a git tree cannot hold the name \"\""),
    (
      .write(path: "x/../y", bytes: []),
      "cannot commit x/../y: a git tree cannot hold the name \"..\""
    ),
    (
      .write(path: "x/.GIT/config", bytes: []),
      "cannot commit x/.GIT/config: a git tree cannot hold the name \".GIT\""
    ),
    (
      .write(path: "git~1", bytes: []),
      "cannot commit git~1: failed to insert entry: invalid name for a tree entry - git~1"
    ),
    (
      .write(path: "x\0y", bytes: []),
      "cannot commit x\0y: a git tree cannot hold the name \"x\0y\""
    ),
  ])
  func `a path that git would not take is refused`(change: Change, message: String) async throws {
    try await GitFixture.run { fixture in
      let before = try await fixture.commit(["a": "1", "dir/one": "1"])
      let error = try await failure {
        try await fixture.mirror().push(draft, to: "main") { _ in [change] }
      }
      #expect(error.description == message)
      #expect(try await fixture.id("main", at: fixture.origin) == before)
    }
  }

  @Test func `the same path twice is a mistake of the caller`() async throws {
    try await GitFixture.run { fixture in
      let error = try await failure {
        try await fixture.mirror().push(draft, to: "main") { _ in
          [.write(path: "a/b", bytes: []), .write(path: "a", bytes: [])]
        }
      }
      #expect(
        error.description == "cannot commit a: another change of the same commit is in its place")
    }
  }

  @Test func `a change that changes nothing makes no commit`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      #expect(try await mirror.push(draft, to: "main") { _ in [] }.tip == nil)
      let tip = try await fixture.commit(["a": "1"])
      let pushed = try await mirror.push(draft, to: "main") { _ in
        [.write(path: "a", bytes: Array("1".utf8)), .delete(path: "b")]
      }
      #expect(pushed.tip == tip)
      #expect(!pushed.isNew)
      #expect(try await fixture.id("main", at: fixture.origin) == tip)
    }
  }

  @Test func `a branch is made by the first push to it, without history`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      let pushed = try await fixture.mirror().push(draft, to: "topic/one") { tip in
        #expect(tip == nil)
        return [.write(path: "b", bytes: [66])]
      }
      #expect(try await fixture.id("topic/one", at: fixture.origin) == pushed.tip)
    }
  }

  @Test func `a repository with a checkout takes no push`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      let remote = Remote(try GitURL(fixture.work.path))
      let error = try await failure {
        try await fixture.mirror(of: remote).push(draft, to: "main") { _ in [.delete(path: "a")] }
      }
      #expect(
        error.description
          == "cannot push to \(fixture.work.path): it is no bare repository")
      #expect(error.hint == "a checkout would not follow; push to a bare clone of it")
    }
  }

  @Test func `who loses a race makes the change again on the new tip`() async throws {
    try await GitFixture.run { fixture in
      try await race(fixture, fixture.remote(), in: 4, times: 3)
    }
  }

  @Test func `a branch that always moves ends the attempts`() async throws {
    try await GitFixture.run { fixture in
      try await fixture.commit(["a": "1"])
      let tries = Mutex(0)
      let error = try await failure {
        try await fixture.mirror().push(draft, to: "main", attempts: 3) { _ in
          let round = tries.withLock { tries in
            tries += 1
            return tries
          }
          try await fixture.commit(["a": "other \(round)"])
          return [.write(path: "b", bytes: [UInt8(round)])]
        }
      }
      #expect(tries.withLock { $0 } == 3)
      #expect(error.isNonFastForward)
      #expect(
        error.description
          == "cannot push to \(try fixture.remote().url): main moved each of the 3 times it was tried"
      )
    }
  }

  @Test(arguments: ["", "a b", "a..b", "-/", "x.lock", "a\nb"])
  func `a name that no branch can have is refused`(name: String) async throws {
    try await GitFixture.run { fixture in
      let error = try await failure {
        try await fixture.mirror().push(draft, to: name) { _ in [] }
      }
      #expect(
        error.description
          == "cannot push to \(try fixture.remote().url): \"\(name)\" cannot be the name of a branch"
      )
    }
  }

  @Test(arguments: [
    ("", "ada@example.com"), ("Ada", ""), ("Ada <x>", "ada@example.com"), ("Ada", "<ada>"),
  ])
  func `an author that git would not take is refused`(name: String, email: String) async throws {
    try await GitFixture.run { fixture in
      var draft = draft
      draft.author.name = name
      draft.author.email = email
      let error = try await failure { [draft] in
        try await fixture.mirror().push(draft, to: "main") { _ in [.write(path: "a", bytes: [])] }
      }
      #expect(error.description.hasPrefix("cannot commit as \(name) <\(email)>: "))
    }
  }
}
