// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Spawn
import TestKit
import Testing

/// Every option of the fixture, seen by `curl` or `git`: what other tests build on must be real.
struct WebServerTests {
  private func curl(_ arguments: String...) async throws -> String {
    let options = ["-sS", "--fail", "--noproxy", "*", "--max-time", "20"]
    return try await Command(try Part.path("curl"), options + arguments).run().text
  }

  private func refusal(_ arguments: String...) async throws -> String {
    let options = ["-sS", "--fail", "--noproxy", "*", "--max-time", "20"]
    let command = Command(try Part.path("curl"), options + arguments)
    let error = try #require(await #expect(throws: SpawnError.self) { try await command.run() })
    return error.lastLines.joined(separator: "\n")
  }

  @Test func `files are served, over TCP and over a unix socket`() async throws {
    try await withTemporaryDirectory { directory in
      try directory.write("hello\n", to: "file")
      var options = WebServer.Options()
      options.files = directory
      try await WebServer.run(options) { server in
        let direct = try await curl("\(server.url)/file")
        let local = try await curl("--unix-socket", server.socket, "http://x/file")
        #expect(direct == "hello\n")
        #expect(local == "hello\n")
        try await eventually("both requests are logged") {
          try server.requests() == ["GET /file 200", "GET /file 200"]
        }
      }
    }
  }

  @Test func `https is trusted by its CA only, and demands a certificate where told to`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      let client = try await ca.issue("alice", for: .client)
      let stranger = try await TestCA(in: directory, name: "other")
      var options = WebServer.Options()
      options.identity = try await ca.issue()
      options.clientCA = ca.certificate
      options.directives = ["location /who { return 200 $ssl_client_s_dn; }"]
      try await WebServer.run(options) { server in
        let who = try await curl(
          "--cacert", ca.certificate.path, "--cert", client.certificate.path, "--key",
          client.key.path, "\(server.url)/who")
        #expect(who == "CN=alice")
        let bare = try await refusal("--cacert", ca.certificate.path, "\(server.url)/who")
        #expect(bare.contains("400"))
        let untrusted = try await refusal(
          "--cacert", stranger.certificate.path, "\(server.url)/who")
        #expect(untrusted.contains("certificate"))
      }
    }
  }

  @Test func `an expired certificate is refused`() async throws {
    try await withTemporaryDirectory { directory in
      let ca = try await TestCA(in: directory)
      var options = WebServer.Options()
      options.identity = try await ca.issue(days: -1)
      try await WebServer.run(options) { server in
        let refused = try await refusal("--cacert", ca.certificate.path, "\(server.url)/")
        #expect(refused.contains("expired"))
      }
    }
  }

  @Test func `a password or a token is asked for where there is one`() async throws {
    var options = WebServer.Options()
    options.users = ["alice": "pass word"]
    options.directives = [
      "location /x { try_files /nothing @ok; }", "location @ok { return 200 in; }",
    ]
    try await WebServer.run(options) { server in
      let entered = try await curl("-u", "alice:pass word", "\(server.url)/x")
      let refused = try await refusal("-u", "alice:wrong", "\(server.url)/x")
      #expect(entered == "in")
      #expect(refused.contains("401"))
    }
    options.users = [:]
    options.bearerToken = "abc"
    try await WebServer.run(options) { server in
      let entered = try await curl("-H", "Authorization: Bearer abc", "\(server.url)/x")
      let refused = try await refusal("\(server.url)/x")
      #expect(entered == "in")
      #expect(refused.contains("401"))
    }
  }

  @Test func `git fetches from it and pushes to it`() async throws {
    try await withTemporaryDirectory { directory in
      func git(_ arguments: String...) async throws -> String {
        var command = Command("git", ["-c", "user.name=t", "-c", "user.email=t@t"] + arguments)
        command.directory = directory.path
        return try await command.run().text
      }
      _ = try await git("init", "-q", "--bare", "repos/a.git")
      var options = WebServer.Options()
      options.repositories = directory.appending(path: "repos")
      try await WebServer.run(options) { server in
        _ = try await git("clone", "-q", "\(server.url)/git/a.git", "work")
        _ = try await git("-C", "work", "commit", "-q", "--allow-empty", "-m", "first")
        _ = try await git("-C", "work", "push", "-q", "origin", "HEAD:refs/heads/main")
        let seen = try await git("ls-remote", "\(server.url)/git/a.git", "main")
        let made = try await git("-C", "work", "rev-parse", "HEAD")
        #expect(
          seen.split(separator: "\t").first.map(String.init)
            == made.trimmingCharacters(in: .newlines))
      }
    }
  }
}
