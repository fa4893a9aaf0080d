// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import Spawn
import TestKit
import Testing

@Suite struct MirrorTests {
  @Test func `an empty repository is an answer`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      #expect(try await mirror.poll().isEmpty)
      let fetched = try await mirror.fetch()
      #expect(fetched.refs.isEmpty)
      #expect(fetched.changed == [])
      let error = try await failure { try await mirror.contents.resolve(.branch("main")) }
      #expect(error.isEmptyRepository)
      #expect(error.description == "cannot find branch main: the repository is empty")
    }
  }

  @Test func `what a poll tells needs no fetch`() async throws {
    try await GitFixture.run { fixture in
      let commit = try await fixture.commit(["a": "1"])
      try await fixture.git("tag", "-a", "v1", "-m", "One")
      try await fixture.git("tag", "light")
      try await fixture.push("v1", "light")
      let refs = try await fixture.mirror().poll()
      #expect(refs.defaultBranch == "refs/heads/main")
      #expect(refs.branches == ["main"])
      #expect(refs.tags == ["v1", "light"])
      for revision in [
        Revision.head, .branch("main"), .tag("v1"), .tag("light"), .ref("refs/tags/v1"),
      ] {
        #expect(refs.commit(revision) == commit)
      }
      #expect(try await refs.ids["refs/tags/v1"] == fixture.id("v1"))
      #expect(refs.commit(.branch("v1")) == nil)
    }
  }

  @Test func `a fetch follows what was pushed, forced and removed`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      let first = try await fixture.commit(["a": "1"])
      try await fixture.push("HEAD:refs/heads/old", "HEAD:refs/heads/topic")
      var fetched = try await mirror.fetch()
      #expect(fetched.changed == ["refs/heads/main", "refs/heads/old", "refs/heads/topic"])
      #expect(fetched.remade == nil)
      #expect(try await mirror.fetch().changed == [])

      try await fixture.git("commit", "--amend", "-q", "-m", "Other")
      // A directory takes the place of a name.
      try await fixture.push("HEAD", ":refs/heads/old", ":refs/heads/topic")
      try await fixture.push("HEAD:refs/heads/topic/one")
      fetched = try await mirror.fetch()
      #expect(
        fetched.changed == [
          "refs/heads/main", "refs/heads/old", "refs/heads/topic", "refs/heads/topic/one",
        ])
      let forced = try await fixture.id("HEAD")
      #expect(forced != first)
      #expect(try await mirror.contents.resolve(.branch("main")) == forced)
      #expect(try await mirror.contents.resolve(.head) == forced)
      let error = try await failure { try await mirror.contents.resolve(.branch("old")) }
      #expect(error.isNotFound)
      #expect(error.description == "cannot find branch old: the repository has none of that name")
      try await fixture.checkMirror()
    }
  }

  @Test func `a tag that is moved is followed, annotated or not`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      let first = try await fixture.commit(["a": "1"])
      try await fixture.git("tag", "-a", "v1", "-m", "One")
      try await fixture.git("tag", "-a", "outer", "-m", "Tag of a tag", "v1")
      try await fixture.push("v1", "outer")
      _ = try await mirror.fetch()
      #expect(try await mirror.contents.resolve(.tag("v1")) == first)
      #expect(try await mirror.contents.resolve(.tag("outer")) == first)
      let second = try await fixture.commit(["a": "2"])
      try await fixture.git("tag", "-f", "-a", "v1", "-m", "Two")
      try await fixture.push("v1")
      #expect(try await mirror.fetch().changed == ["refs/heads/main", "refs/tags/v1"])
      #expect(try await mirror.contents.resolve(.tag("v1")) == second)
      #expect(try await mirror.contents.resolve(.commit(first)) == first)
    }
  }

  @Test func `a repository that becomes empty is an answer`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      try await fixture.commit(["a": "1"])
      _ = try await mirror.fetch()
      try FileManager.default.removeItem(at: fixture.origin)
      try await fixture.git("init", "-q", "--bare", "-b", "main", fixture.origin.path)
      let fetched = try await mirror.fetch()
      #expect(fetched.refs.isEmpty)
      #expect(fetched.changed == ["refs/heads/main"])
      #expect(try await failure { try await mirror.contents.resolve(.head) }.isEmptyRepository)
    }
  }

  @Test func `a ref outside of branches and tags is followed when it is asked for`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      try await fixture.commit(["a": "1"])
      try await fixture.git("commit", "-q", "--allow-empty", "-m", "Proposed")
      try await fixture.push("HEAD:refs/pull/420/head")
      let name = "refs/pull/420/head"
      #expect(try await mirror.fetch().changed == ["refs/heads/main"])
      #expect(try await failure { try await mirror.contents.resolve(.ref(name)) }.isNotFound)
      #expect(try await mirror.fetch(others: [name]).changed == [name])
      #expect(try await mirror.contents.resolve(.ref(name)) == fixture.id("HEAD"))
      #expect(try await mirror.fetch().changed == [])
    }
  }

  @Test func `a tag of something that is no commit says so`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      try await fixture.commit(["a": "1"])
      try await fixture.git("tag", "blob", "HEAD:a")
      try await fixture.push("blob")
      _ = try await mirror.fetch()
      let error = try await failure { try await mirror.contents.resolve(.tag("blob")) }
      #expect(
        error.description == "cannot find tag blob: it is not a commit, nor does it lead to one")
    }
  }

  @Test func `a commit that the repository does not have is not found`() async throws {
    try await GitFixture.run { fixture in
      let mirror = try fixture.mirror()
      try await fixture.commit(["a": "1"])
      _ = try await mirror.fetch()
      let id = try #require(ObjectID(String(repeating: "ab", count: 20)))
      let error = try await failure { try await mirror.contents.resolve(.commit(id)) }
      #expect(error.isNotFound)
      #expect(error.description == "cannot find commit \(id): the repository has no such commit")
    }
  }

  @Test func `a mirror is there before the first fetch of another process`() async throws {
    try await GitFixture.run { fixture in
      let commit = try await fixture.commit(["a": "1"])
      _ = try await fixture.mirror().fetch()
      let second = try fixture.mirror()
      #expect(try await second.contents.resolve(.head) == commit)
      #expect(try await second.fetch().changed == [])
    }
  }

  @Test func `nothing can be read before the first fetch`() async throws {
    try await GitFixture.run { fixture in
      let error = try await failure { try await fixture.mirror().contents.resolve(.head) }
      let path = fixture.directory.appending(path: "mirror").path
      #expect(error.isNotFound)
      #expect(error.description == "cannot open mirror \(path): nothing was fetched into it yet")
    }
  }

  @Test func `a repository that is not there is not found`() async throws {
    try await GitFixture.run { fixture in
      let url = "file://\(fixture.directory.path)/nothing.git"
      let mirror = try fixture.mirror(of: Remote(GitURL(url)))
      let error = try await failure { try await mirror.poll() }
      #expect(error.isNotFound)
      #expect(error.description == "cannot fetch from \(url): there is no repository")
    }
  }

  @Test func `what people and machines set for git changes nothing`() async {
    // In a process of its own: libgit2 looks for its files once.
    await #expect(processExitsWith: .success) {
      try await GitFixture.run { fixture in
        let commit = try await fixture.commit(["a": "1"])
        let url = "file://\(fixture.origin.path)"
        try fixture.directory.write(
          "[url \"file:///nowhere\"]\n\tinsteadOf = \(url)\n[nonsense\n", to: ".gitconfig")
        setenv("HOME", fixture.directory.path, 1)
        let fetched = try await fixture.mirror().fetch()
        guard fetched.refs.commit(.head) == commit else {
          throw TestFailure("fetch", "\(fetched.refs)")
        }
      }
    }
  }

  @Test func `a repository of another owner can be read`() async throws {
    try await GitFixture.run { fixture in
      let commit = try await fixture.commit(["a": "1"])
      // Only root can give files away; for anybody else this is one more fetch.
      if geteuid() == 0 {
        _ = try await Command("chown", "-R", "nobody", fixture.origin.path).run()
      }
      #expect(try await fixture.mirror().fetch().refs.commit(.head) == commit)
    }
  }
}
