// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import Log
import TestKit
import Testing

/// Against Debian's sshd and git.
@Suite struct SSHRemoteTests {
  private let draft = CommitDraft(
    author: Signature(name: "Ada", email: "ada@example.com", time: 1_700_000_000), message: "Add\n")

  private func run(
    directives: [String] = [], _ body: (GitFixture, SSHServer, Remote) async throws -> Void
  ) async throws {
    try await SSHServer.run(directives: directives) { server in
      try await GitFixture.run { fixture in
        let url = "ssh://\(server.user)@localhost:\(server.port)\(fixture.origin.path)"
        try await body(fixture, server, Remote(GitURL(url), identity: server.login()))
      }
    }
  }

  @Test func `it is fetched and pushed to over ssh`() async throws {
    try await run { fixture, _, remote in
      let mirror = try fixture.mirror(of: remote)
      #expect(try await mirror.fetch().refs.isEmpty)
      let first = try await mirror.push(draft, to: "main") { _ in
        [.write(path: "a/b", bytes: [65])]
      }
      #expect(try await fixture.id("main", at: fixture.origin) == first.tip)
      try await fixture.git("fetch", "-q", fixture.origin.path, "main")
      try await fixture.git("reset", "-q", "--hard", "FETCH_HEAD")
      let second = try await fixture.commit(["a/b": "2"])
      try await fixture.git("tag", "-a", "v1", "-m", "One")
      try await fixture.push("v1")
      #expect(try await mirror.poll().commit(.tag("v1")) == second)
      #expect(try await mirror.fetch().changed == ["refs/heads/main", "refs/tags/v1"])
      #expect(try await mirror.contents.list(second).map(\.path) == ["a/b"])
      try await fixture.checkMirror()
    }
  }

  @Test(arguments: SSHServer.KeyType.allCases.filter { $0 != .rsa })
  func `keys of this type are taken`(type: SSHServer.KeyType) async throws {
    try await run { fixture, server, remote in
      let commit = try await fixture.commit(["a": "1"])
      var remote = remote
      remote.identity = try server.login(type)
      #expect(try await fixture.mirror(of: remote).poll().commit(.head) == commit)
    }
  }

  @Test func `questions one after another share a connection`() async throws {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "parents")
      let telling = #"ForceCommand echo $PPID >>\#(file.path); sh -c "$SSH_ORIGINAL_COMMAND""#
      try await run(directives: [telling]) { fixture, _, remote in
        let commit = try await fixture.commit(["a": "1"])
        let mirror = try fixture.mirror(of: remote)
        for _ in 0..<3 { #expect(try await mirror.poll().commit(.head) == commit) }
        #expect(try await mirror.fetch().changed == ["refs/heads/main"])
        let parents = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(parents.count == 4)
        // A machine under load may take longer than a connection is kept.
        #expect(Set(parents).count < 4)
      }
    }
  }

  @Test func `a connection that the server has left is made anew`() async throws {
    let leaving = #"ForceCommand sh -c "$SSH_ORIGINAL_COMMAND"; kill $PPID"#
    try await run(directives: [leaving]) { fixture, _, remote in
      let commit = try await fixture.commit(["a": "1"])
      let mirror = try fixture.mirror(of: remote)
      for _ in 0..<10 { #expect(try await mirror.poll().commit(.head) == commit) }
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

  @Test func `a path with odd letters is quoted`() async throws {
    try await run { fixture, server, remote in
      let commit = try await fixture.commit(["a": "1"])
      let odd = fixture.directory.appending(path: "it's a !$(touch x) repo.git")
      try FileManager.default.moveItem(at: fixture.origin, to: odd)
      let path = odd.path.replacing(" ", with: "%20")
      let url = "ssh://\(server.user)@localhost:\(server.port)\(path)"
      let remote = Remote(try GitURL(url), identity: remote.identity)
      #expect(try await fixture.mirror(of: remote).poll().commit(.head) == commit)
    }
  }

  @Test func `a host that is not known is refused`() async throws {
    try await run { fixture, server, remote in
      var remote = remote
      remote.identity = try server.login(knownHosts: "")
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      let key = try server.publicHostKey(.ed25519).split(separator: " ")[1]
      #expect(
        error.description.hasPrefix(
          "cannot fetch from \(remote.url): the host key is not known: ssh-ed25519 SHA256:"))
      #expect(error.hint?.contains("[localhost]:\(server.port) ssh-ed25519 \(key)") == true)
    }
  }

  @Test func `a host that shows another key is refused`() async throws {
    try await run { fixture, server, remote in
      try await SSHServer.run { other in
        var remote = remote
        let hosts = try other.knownHosts().replacing(":\(other.port)", with: ":\(server.port)")
        remote.identity = try server.login(knownHosts: hosts)
        let error = try await failure { try await fixture.mirror(of: remote).poll() }
        #expect(
          error.description.hasPrefix(
            "cannot fetch from \(remote.url): the host key has changed: "))
      }
    }
  }

  @Test func `a key that the server does not know is refused`() async throws {
    try await run { fixture, server, remote in
      try await SSHServer.run { other in
        var remote = remote
        remote.identity = try other.login(knownHosts: server.knownHosts())
        let error = try await failure { try await fixture.mirror(of: remote).poll() }
        #expect(error.isAuthenticationRefused)
        #expect(error.description.hasPrefix("cannot fetch from \(remote.url): "))
      }
    }
  }

  @Test func `a repository that is not there is not found`() async throws {
    try await run { fixture, server, remote in
      let url = "ssh://\(server.user)@localhost:\(server.port)/nothing.git"
      let remote = Remote(try GitURL(url), identity: remote.identity)
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.isNotFound)
      #expect(
        error.description.hasPrefix(
          "cannot fetch from \(url): fatal: '/nothing.git' does not appear to be a git repository"))
    }
  }

  @Test func `a hook that refuses is quoted`() async throws {
    try await run { fixture, _, remote in
      try await fixture.commit(["a": "1"])
      try fixture.addHook("update", "echo \"No $1 today.\" >&2; exit 1")
      let error = try await failure {
        try await fixture.mirror(of: remote).push(draft, to: "main") { _ in
          [.write(path: "a", bytes: [])]
        }
      }
      #expect(error.isRejected)
      #expect(
        error.description
          == "cannot push to \(remote.url): the server refused refs/heads/main: hook declined "
          + "(no refs/heads/main today; error: hook declined to update refs/heads/main)")
    }
  }

  @Test func `a server that stops in the middle of a pack leaves the mirror as it was`()
    async throws
  {
    let cut = #"ForceCommand sh -c "$SSH_ORIGINAL_COMMAND" | dd bs=1 count=5000 status=none"#
    try await run(directives: [cut]) { fixture, _, remote in
      try randomData(200_000).write(to: fixture.work.appending(path: "data"))
      try await fixture.commit([:])
      let mirror = try fixture.mirror(of: remote)
      let error = try await failure { try await mirror.fetch() }
      #expect(
        error.description
          == "cannot fetch from \(remote.url): the server ended its answer too early")
      #expect(try await failure { try await mirror.contents.resolve(.head) }.isEmptyRepository)
    }
  }

  @Test func `a server that falls silent is left at the deadline`() async throws {
    try await run(directives: ["ForceCommand sleep 100"]) { fixture, _, remote in
      var remote = remote
      remote.timeout = .seconds(5)
      let start = ContinuousClock.now
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(ContinuousClock.now - start < .seconds(20))
      #expect(error.isTimeout)
      #expect(error.description == "cannot fetch from \(remote.url): it did not end within 5 s")
    }
  }

  @Test func `a cancelled task lets go of the server at once`() async throws {
    try await run(directives: ["ForceCommand sleep 100"]) { fixture, _, remote in
      let mirror = try fixture.mirror(of: remote)
      let start = ContinuousClock.now
      let poll = Task { try await mirror.poll() }
      // Wherever it is by then: connecting, or waiting for an answer.
      try await Task.sleep(for: .seconds(1))
      poll.cancel()
      #expect(try await failure { try await poll.value }.isCancelled)
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test func `what a login shell says first is no answer of git's`() async throws {
    try await run(directives: ["ForceCommand echo Welcome to this host; sleep 1"]) {
      fixture, _, remote in
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.description.hasPrefix("cannot fetch from \(remote.url): "))
      #expect(!error.isDamaged)
    }
  }

  @Test func `without a key the hint asks for one`() async throws {
    try await GitFixture.run { fixture in
      let remote = Remote(try GitURL("git@localhost:a.git"))
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(error.isAuthenticationRefused)
      #expect(error.description == "cannot fetch from git@localhost:a.git: ssh wants a private key")
      #expect(error.hint == "give a private key and the known_hosts of the server")
    }
  }

  @Test func `known_hosts that cannot be read says in which line`() async throws {
    try await run { fixture, server, remote in
      var remote = remote
      remote.identity = try server.login(knownHosts: "# fine\nlocalhost ssh-ed25519 AAAA\n")
      let error = try await failure { try await fixture.mirror(of: remote).poll() }
      #expect(
        error.description
          == "cannot fetch from \(remote.url): known_hosts: line 2 holds no public key")
    }
  }
}

extension SSHServer {
  func login(_ type: KeyType = .ed25519, knownHosts: String? = nil) throws -> Identity {
    .ssh(
      privateKey: Secret(try String(contentsOf: identity(type), encoding: .utf8)),
      passphrase: nil, knownHosts: try knownHosts ?? self.knownHosts())
  }
}
