// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import TestKit
import Testing

/// Against `git http-backend` behind nginx.
@Suite struct HTTPRemoteTests {
  private let draft = CommitDraft(
    author: Signature(name: "Ada", email: "ada@example.com", time: 1_700_000_000), message: "Add\n")

  /// Lends a repository and a server of it, which speaks https with a certificate of its own CA.
  private func run(
    days: Int = 10, _ adapt: (inout WebServer.Options) -> Void = { _ in },
    _ body: (GitFixture, WebServer, Remote) async throws -> Void
  ) async throws {
    try await GitFixture.run { fixture in
      let ca = try await TestCA(in: fixture.directory)
      var options = WebServer.Options()
      options.repositories = fixture.directory
      options.identity = try await ca.issue(days: days)
      adapt(&options)
      try await WebServer.run(options) { server in
        var remote = Remote(try GitURL("\(server.url)/git/origin.git"))
        remote.certificateAuthority = try String(contentsOf: ca.certificate, encoding: .utf8)
        try await body(fixture, server, remote)
      }
    }
  }

  @Test func `it is fetched over https with a CA of its own`() async throws {
    try await run { fixture, _, remote in
      let mirror = try fixture.mirror(of: remote)
      #expect(try await mirror.fetch().refs.isEmpty)
      let first = try await fixture.commit(["a/b": "1"])
      try await fixture.git("tag", "-a", "v1", "-m", "One")
      try await fixture.push("v1")
      #expect(try await mirror.poll().commit(.tag("v1")) == first)
      #expect(try await mirror.fetch().changed == ["refs/heads/main", "refs/tags/v1"])
      let second = try await fixture.commit(["a/b": "2"])
      #expect(try await mirror.fetch().changed == ["refs/heads/main"])
      #expect(try await mirror.contents.resolve(.head) == second)
      #expect(try await mirror.contents.list(second).map(\.path) == ["a/b"])
      try await fixture.push(":refs/tags/v1")
      #expect(try await mirror.fetch().changed == ["refs/tags/v1"])
      try await fixture.checkMirror()
    }
  }

  @Test func `a long history is negotiated`() async throws {
    try await run { fixture, _, remote in
      let mirror = try fixture.mirror(of: remote)
      try await fixture.commitMany(400)
      _ = try await mirror.fetch()
      try await fixture.commitMany(100)
      _ = try await mirror.fetch()
      // What the server has never heard of goes first: it takes several rounds.
      let other = try fixture.mirror("other", of: remote)
      _ = try await other.fetch()
      try await fixture.git("checkout", "-q", "-B", "main", "HEAD~300")
      let tip = try await fixture.commit(["x": "y"])
      #expect(try await other.fetch().changed == ["refs/heads/main"])
      #expect(try await other.contents.resolve(.head) == tip)
      try await fixture.checkMirror("other")
    }
  }

  @Test func `a large file comes whole and goes whole`() async throws {
    try await run { fixture, _, remote in
      let bytes = try randomBytes(20 << 20)
      let pushed = try await fixture.mirror(of: remote).push(draft, to: "main") { _ in
        [.write(path: "large", bytes: bytes)]
      }
      try await fixture.git("fsck", "--strict", at: fixture.origin)
      let mirror = try fixture.mirror("other", of: remote)
      _ = try await mirror.fetch()
      let entry = try await mirror.contents.entry(at: "large", in: #require(pushed.tip))
      #expect(try await mirror.contents.blob(entry.id) == bytes)
    }
  }

  @Test func `who loses a race makes the change again on the new tip`() async throws {
    try await run { fixture, _, remote in
      try await race(fixture, remote, in: 3, times: 3)
    }
  }

  @Test func `a hook that refuses is quoted`() async throws {
    try await run { fixture, server, remote in
      let before = try await fixture.commit(["a": "1"])
      try fixture.addHook("pre-receive", "echo 'Nobody pushes on a Friday.' >&2; exit 1")
      let error = try await failure {
        try await fixture.mirror(of: remote).push(draft, to: "main") { _ in
          [.write(path: "a", bytes: [])]
        }
      }
      #expect(error.isRejected)
      #expect(
        error.description
          == "cannot push to \(server.url)/git/origin.git: the server refused refs/heads/main: "
          + "pre-receive hook declined (nobody pushes on a Friday)")
      #expect(try await fixture.id("main", at: fixture.origin) == before)
    }
  }

  @Test func `a server that takes no pushes says so`() async throws {
    try await run { fixture, server, remote in
      try await fixture.commit(["a": "1"])
      try await fixture.git("config", "http.receivepack", "false", at: fixture.origin)
      let error = try await failure {
        try await fixture.mirror(of: remote).push(draft, to: "main") { _ in
          [.write(path: "a", bytes: [])]
        }
      }
      #expect(error.isAuthenticationRefused)
      #expect(
        error.description.hasPrefix("cannot push to \(server.url)/git/origin.git: access refused"))
    }
  }

  @Test func `a password opens the door, and a wrong one is tried once`() async throws {
    try await run { options in
      options.users = ["ada": "right word"]
    } _: { fixture, server, remote in
      let commit = try await fixture.commit(["a": "1"])
      var remote = remote
      remote.identity = .basic(user: "ada", password: Secret("right word"))
      #expect(try await fixture.mirror(of: remote).fetch().refs.commit(.head) == commit)
      let before = try server.requests().count
      remote.identity = .basic(user: "ada", password: Secret("wrong word"))
      let mirror = try fixture.mirror(of: remote)
      let error = try await failure { try await mirror.poll() }
      #expect(error.isAuthenticationRefused)
      #expect(
        error.description
          == "cannot fetch from \(server.url)/git/origin.git: authentication refused")
      #expect(error.hint == "check the password of ada")
      try await eventually("it was asked once") { try server.requests().count == before + 1 }
      // New credentials need no new mirror.
      remote.identity = .basic(user: "ada", password: Secret("right word"))
      await mirror.use(remote)
      #expect(try await mirror.poll().commit(.head) == commit)
    }
  }

  @Test func `a password in the url is used, and never shown`() async throws {
    try await run { options in
      options.users = ["ada": "p@ss"]
    } _: { fixture, server, remote in
      try await fixture.commit(["a": "1"])
      let place = "\(server.url)/git/origin.git".dropFirst("https://".count)
      for (password, isRight) in [("p%40ss", true), ("other", false)] {
        var withLogin = Remote(try GitURL("https://ada:\(password)@\(place)"))
        withLogin.certificateAuthority = remote.certificateAuthority
        let mirror = try fixture.mirror(of: withLogin)
        if isRight {
          #expect(try await mirror.poll().branches == ["main"])
        } else {
          let error = try await failure { try await mirror.poll() }
          #expect(
            error.description == "cannot fetch from https://ada@\(place): authentication refused")
        }
      }
    }
  }

  @Test(arguments: [("right", true), ("wrong", false)])
  func `a token opens the door`(token: String, isRight: Bool) async throws {
    try await run { options in
      options.bearerToken = "right"
    } _: { fixture, server, remote in
      let commit = try await fixture.commit(["a": "1"])
      var remote = remote
      remote.identity = .bearer(Secret(token))
      let mirror = try fixture.mirror(of: remote)
      if isRight {
        #expect(try await mirror.fetch().refs.commit(.head) == commit)
        #expect(
          try await mirror.push(draft, to: "main") { _ in [.write(path: "a", bytes: [])] }.isNew)
      } else {
        let error = try await failure { try await mirror.fetch() }
        #expect(error.isAuthenticationRefused)
        #expect(error.hint == "check the token, and whether it has expired")
      }
    }
  }

  @Test func `without credentials the hint asks for some`() async throws {
    try await run { options in
      options.users = ["ada": "right word"]
    } _: { fixture, _, remote in
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.isAuthenticationRefused)
      #expect(error.hint == "give a user and a password, or a token")
    }
  }

  @Test func `a repository that is not there is not found`() async throws {
    try await run { fixture, server, remote in
      var other = Remote(try GitURL("\(server.url)/git/nothing.git"))
      other.certificateAuthority = remote.certificateAuthority
      let error = try await failure { try await fixture.mirror(of: other).poll() }
      #expect(error.isNotFound)
      #expect(
        error.description
          == "cannot fetch from \(server.url)/git/nothing.git: there is no repository")
    }
  }

  @Test func `a CA that is not known is not trusted`() async throws {
    try await run { fixture, server, remote in
      var remote = remote
      remote.certificateAuthority = nil
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(
        error.description.hasPrefix("cannot fetch from \(server.url)/git/origin.git: "))
      #expect(error.cause.contains("certificate"))
    }
  }

  @Test func `an expired certificate is not trusted`() async throws {
    try await run(days: -1) { fixture, _, remote in
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.cause.contains("expired"))
    }
  }

  @Test func `a repository that has moved is followed, and pushed to`() async throws {
    try await run { options in
      options.directives = ["rewrite ^/old/(.*)$ /git/$1 permanent;"]
    } _: { fixture, server, remote in
      let commit = try await fixture.commit(["a": "1"])
      var moved = Remote(try GitURL("\(server.url)/old/origin.git"))
      moved.certificateAuthority = remote.certificateAuthority
      let mirror = try fixture.mirror(of: moved)
      #expect(try await mirror.fetch().refs.commit(.head) == commit)
      let pushed = try await mirror.push(draft, to: "main") { _ in [.write(path: "b", bytes: [])] }
      #expect(try await fixture.id("main", at: fixture.origin) == pushed.tip)
    }
  }

  @Test func `a fetch over the limit is broken off`() async throws {
    try await run { fixture, server, remote in
      try randomData(2 << 20).write(to: fixture.work.appending(path: "large"))
      try await fixture.commit([:])
      var remote = remote
      remote.maxSize = 1 << 20
      let error = try await failure { try await fixture.mirror(of: remote).fetch() }
      #expect(error.isTooLarge)
      #expect(
        error.description
          == "cannot fetch from \(server.url)/git/origin.git: "
          + "it is larger than the limit of 1048576 bytes")
      remote.maxSize = 4 << 20
      #expect(try await fixture.mirror(of: remote).fetch().changed == ["refs/heads/main"])
    }
  }

  @Test func `damage deep in the history is mended when it is in the way`() async throws {
    try await run { fixture, _, remote in
      let lines = (0..<20_000).map { "\($0 &* 2_654_435_761)\n" }
      try await fixture.commit(["large": lines.joined()])
      _ = try await fixture.mirror(of: remote).fetch()
      let packs = fixture.directory.appending(path: "mirror/objects/pack")
      let name = try FileManager.default.contentsOfDirectory(atPath: packs.path)
        .first { $0.hasSuffix(".pack") }
      let pack = packs.appending(path: try #require(name))
      var bytes = try Data(contentsOf: pack)
      bytes[bytes.count / 2] ^= 1
      try FileManager.default.removeItem(at: pack)
      try bytes.write(to: pack)
      // The server sends what changed in the file, as it believes that the file is there.
      let commit = try await fixture.commit(["large": lines.dropLast().joined()])
      let mirror = try fixture.mirror(of: remote)
      #expect(try await mirror.fetch().remade != nil)
      let entry = try await mirror.contents.entry(at: "large", in: commit)
      #expect(
        String(decoding: try await mirror.contents.blob(entry.id), as: UTF8.self)
          == lines.dropLast().joined())
      try await fixture.checkMirror()
    }
  }

  @Test func `an ssh key is of no use`() async throws {
    try await GitFixture.run { fixture in
      var remote = Remote(try GitURL("https://localhost:1/x.git"))
      remote.identity = .ssh(privateKey: Secret("k"), passphrase: nil, knownHosts: "")
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(
        error.description
          == "cannot fetch from https://localhost:1/x.git: an ssh key is of no use over http")
    }
  }
}
