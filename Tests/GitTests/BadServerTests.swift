// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import Spawn
import Synchronization
import TestKit
import Testing

/// What no honest server does, and what happens to the best of them.
@Suite struct BadServerTests {
  private func run(
    _ send: @escaping GitStub.Send, _ body: (GitFixture, StubServer, Remote) async throws -> Void
  ) async throws {
    try await GitFixture.run { fixture in
      try randomData(200_000).write(to: fixture.work.appending(path: "data"))
      try await fixture.commit([:])
      try await StubServer.run(answer: GitStub(origin: fixture.origin).answer(send)) { server in
        try await body(fixture, server, Remote(GitURL("\(server.url)/a.git")))
      }
    }
  }

  enum Mischief: CaseIterable {
    case nothing, cutOff, cutShort, garbled, reset

    func send(_ pack: [UInt8], _ connection: StubConnection) {
      let type = "git-upload-pack-result"
      switch self {
      case .nothing:
        connection.send(GitStub.head(type, "Content-Length: 0"))
      case .cutOff:
        connection.send(GitStub.head(type, "Content-Length: \(pack.count)"))
        connection.send(Array(pack.prefix(pack.count / 2)))
        connection.close()
      case .cutShort:
        connection.send(GitStub.head(type, "Content-Length: \(pack.count / 2)"))
        connection.send(Array(pack.prefix(pack.count / 2)))
      case .garbled:
        var pack = pack
        pack[pack.count / 2] ^= 1
        connection.send(GitStub.head(type, "Content-Length: \(pack.count)"))
        connection.send(pack)
      case .reset:
        connection.send(GitStub.head(type, "Content-Length: \(pack.count)"))
        connection.send(Array(pack.prefix(1000)))
        connection.reset()
      }
    }
  }

  @Test(arguments: [
    (Mischief.nothing, "the server ended its answer too early"),
    (.cutOff, "the server stopped after "),
    (.cutShort, "the server ended its answer too early"),
    (.garbled, "error reading from the zlib stream"),
    (.reset, "the server reset the connection"),
  ])
  func `a pack that does not come as it should leaves the mirror as it was`(
    mischief: Mischief, cause: String
  ) async throws {
    try await run { pack, connection in
      mischief.send(pack, connection)
    } _: { fixture, server, remote in
      let mirror = try fixture.mirror(of: remote)
      let error = try await failure { try await mirror.fetch() }
      // How much came is not the same each time.
      #expect(error.description.hasPrefix("cannot fetch from \(remote.url): \(cause)"))
      #expect(!error.isDamaged)
      #expect(try await failure { try await mirror.contents.resolve(.head) }.isEmptyRepository)
      let packs = fixture.directory.appending(path: "mirror/objects/pack").path
      #expect(try FileManager.default.contentsOfDirectory(atPath: packs) == [])
      await mirror.use(try fixture.remote())
      #expect(try await mirror.fetch().changed == ["refs/heads/main"])
      try await fixture.checkMirror()
    }
  }

  @Test func `a garbled pack does not cost the mirror that is there`() async throws {
    let isHonest = Mutex(true)
    try await run { pack, connection in
      var pack = pack
      if !isHonest.withLock({ $0 }) { pack[pack.count / 2] ^= 1 }
      connection.send(GitStub.head("git-upload-pack-result", "Content-Length: \(pack.count)"))
      connection.send(pack)
    } _: { fixture, _, remote in
      let mirror = try fixture.mirror(of: remote)
      let before = try #require(try await mirror.fetch().refs.commit(.head))
      try randomData(200_000).write(to: fixture.work.appending(path: "data"))
      try await fixture.commit([:])
      isHonest.withLock { $0 = false }
      let error = try await failure { try await mirror.fetch() }
      #expect(!error.isDamaged)
      #expect(try await mirror.contents.resolve(.head) == before)
      #expect(try await mirror.contents.list(before).map(\.path) == ["data"])
    }
  }

  /// Sends half a pack, and then says no more for ever.
  private static func stall(_ pack: [UInt8], _ connection: StubConnection) {
    connection.send(GitStub.head("git-upload-pack-result", "Content-Length: \(pack.count)"))
    connection.send(Array(pack.prefix(pack.count / 2)))
    connection.waitForClient()
  }

  @Test func `a server that falls silent is left at the deadline`() async throws {
    try await run(Self.stall) { fixture, server, remote in
      // On a busy machine it takes a while to come to the pack, and that is what is to be cut off.
      for limit in [1500, 6000, 24_000, 96_000] where server.requests.last?.isForPack != true {
        var remote = remote
        remote.timeout = .milliseconds(limit)
        let mirror = try fixture.mirror(of: remote)
        let error = try await failure { try await mirror.fetch() }
        #expect(error.isTimeout)
        #expect(
          error.description.hasPrefix("cannot fetch from \(remote.url): it did not end within "))
      }
      #expect(server.requests.last?.isForPack == true)
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `a cancelled task lets go of the server at once`() async throws {
    try await run(Self.stall) { fixture, server, remote in
      let mirror = try fixture.mirror(of: remote)
      let fetch = Task { try await mirror.fetch() }
      try await eventually("the pack is asked for") { server.requests.count == 2 }
      fetch.cancel()
      let error = try await failure { try await fetch.value }
      #expect(error.isCancelled)
      #expect(error.description == "cannot fetch from \(remote.url): cancelled")
      try await eventually("the connection is closed") { server.openConnections == 0 }
    }
  }

  @Test func `silent servers hold up their own mirrors alone`() async throws {
    try await run(Self.stall) { fixture, server, remote in
      // More than Swift has threads.
      let stuck = try (0..<16).map { try fixture.mirror("stuck\($0)", of: remote) }
      let fetches = stuck.map { mirror in Task { try await mirror.fetch() } }
      try await eventually("all of them wait") { server.requests.count == 32 }
      #expect(try await fixture.mirror("free").fetch().changed == ["refs/heads/main"])
      for fetch in fetches { fetch.cancel() }
      for fetch in fetches {
        #expect(try await failure { try await fetch.value }.isCancelled)
      }
    }
  }

  @Test func `a task that was cancelled before asks nobody`() async throws {
    try await run(Self.stall) { fixture, server, remote in
      let mirror = try fixture.mirror(of: remote)
      let fetch = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await mirror.fetch()
      }
      #expect(try await failure { try await fetch.value }.isCancelled)
      #expect(server.requests.isEmpty)
    }
  }

  @Test(arguments: [
    (
      200, "text/html", "<html>Sign in</html>",
      "the server answered with text/html where git's protocol was expected"
    ),
    (403, "text/plain", "Not from here.\n", "access refused: not from here"),
    (404, "text/plain", "No such project.", "there is no repository: no such project"),
    (500, "text/html", "<html>Oops</html>", "the server answered 500"),
    (503, "text/plain", "Back at noon.", "the server answered 503: back at noon"),
    (407, "text/plain", "", "the proxy wants credentials"),
    (200, "application/x-git-upload-pack-advertisement", "garbage!", "bad packet length"),
    (
      200, "application/x-git-upload-pack-advertisement", "",
      "the server ended its answer too early"
    ),
    (
      200, "application/x-git-upload-pack-advertisement",
      "001e# service=git-upload-pack\n00000026ERR the repository is being moved\n",
      "remote error: the repository is being moved"
    ),
  ])
  func `another answer than git's is told in plain words`(
    status: Int, type: String, body: String, cause: String
  ) async throws {
    try await GitFixture.run { fixture in
      try await StubServer.run { _, connection in
        connection.answer(status, body, headers: ["Content-Type": type])
      } _: { server in
        let url = "\(server.url)/a.git"
        let mirror = try fixture.mirror(of: Remote(GitURL(url)))
        let error = try await failure { try await mirror.poll() }
        #expect(error.description == "cannot fetch from \(url): \(cause)")
      }
    }
  }

  @Test func `credentials do not follow a redirect to another server`() async throws {
    try await run { pack, connection in
      connection.send(GitStub.head("git-upload-pack-result", "Content-Length: \(pack.count)"))
      connection.send(pack)
    } _: { fixture, server, _ in
      try await StubServer.run { request, connection in
        connection.answer(302, headers: ["Location": "\(server.url)\(request.target)"])
      } _: { first in
        var remote = Remote(try GitURL("\(first.url)/a.git"))
        remote.identity = .basic(user: "ada", password: Secret("secret"))
        #expect(try await fixture.mirror(of: remote).fetch().changed == ["refs/heads/main"])
        #expect(first.requests.map { $0.headers["authorization"] != nil } == [true])
        #expect(server.requests.map(\.method) == ["GET", "POST"])
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
      }
    }
  }

  @Test func `a redirect to what is no repository is not followed further`() async throws {
    try await GitFixture.run { fixture in
      try await StubServer.run { request, connection in
        if request.target == "/login" {
          let type = "application/x-git-upload-pack-advertisement"
          connection.answer(200, "0000", headers: ["Content-Type": type])
        } else {
          connection.answer(302, headers: ["Location": "/login"])
        }
      } _: { server in
        let url = "\(server.url)/a.git"
        let mirror = try fixture.mirror(of: Remote(GitURL(url)))
        let error = try await failure { try await mirror.poll() }
        #expect(
          error.description
            == "cannot fetch from \(url): it was redirected to \(server.url)/login, which is no "
            + "repository's address")
      }
    }
  }

  @Test(arguments: [
    ("https://nowhere.invalid/a.git", "nowhere.invalid"),
    ("ssh://git@nowhere.invalid/a.git", "nowhere.invalid"),
    ("http://127.0.0.1:1/a.git", "refused"),
    ("ssh://git@127.0.0.1:1/a.git", "refused"),
  ])
  func `a server that cannot be reached is named`(url: String, word: String) async throws {
    try await GitFixture.run { fixture in
      var remote = Remote(try GitURL(url))
      if url.hasPrefix("ssh") {
        let key = fixture.directory.appending(path: "key").path
        _ = try await Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).run()
        let text = try String(contentsOfFile: key, encoding: .utf8)
        remote.identity = .ssh(privateKey: Secret(text), passphrase: nil, knownHosts: "")
      }
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.description.hasPrefix("cannot fetch from \(url): "))
      #expect(error.cause.contains(word))
    }
  }
}

extension StubRequest {
  fileprivate var isForPack: Bool { !target.contains("info/refs") }
}
