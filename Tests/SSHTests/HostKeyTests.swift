// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import SSH
import Spawn
import TestKit
import Testing

struct HostKeyTests {
  private func connect(_ server: SSHServer, _ knownHosts: String) async throws {
    let policy = HostKeyPolicy.known(try KnownHosts(text: knownHosts))
    let connection = try await server.connect(trusting: policy)
    #expect(try await connection.run("true").exit == .code(0))
  }

  private func refusal(_ server: SSHServer, _ knownHosts: String) async throws -> SSHError {
    try await #require(throws: SSHError.self) { try await connect(server, knownHosts) }
  }

  /// What ssh-keygen says the fingerprint of a public key is.
  private func fingerprint(_ publicKey: String) async throws -> String {
    try await withTemporaryDirectory { directory in
      let file = try directory.write(publicKey + "\n", to: "key.pub")
      let line = try await Command(try Part.path("ssh-keygen"), "-l", "-f", file.path).run().text
      return try #require(line.split(separator: " ").dropFirst().first.map(String.init))
    }
  }

  /// The same content with its names hashed, as `ssh` writes it with `HashKnownHosts yes`.
  private func hashed(_ knownHosts: String) async throws -> String {
    try await withTemporaryDirectory { directory in
      let file = try directory.write(knownHosts, to: "known_hosts")
      _ = try await Command(try Part.path("ssh-keygen"), "-q", "-H", "-f", file.path).run()
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  @Test func `the key that known_hosts has is asked for, whatever else the server has`()
    async throws
  {
    try await SSHServer.run(hostKeys: [.ed25519, .ecdsa]) { server in
      for type in [SSHServer.KeyType.ed25519, .ecdsa] {
        let line = try server.knownHosts([type])
        try await connect(server, line)
        try await connect(server, try await hashed(line))
        let key = try server.publicHostKey(type)
        try await connect(server, "# comment\r\n\r\n127.0.0.1 \(key) the plain name\r\n")
        try await connect(server, "other,127.0.0.1,third\t\(key)")
      }
      try await connect(server, try server.knownHosts([.ecdsa, .ed25519]))
    }
  }

  @Test func `an RSA host key is checked where the server signs with SHA-1`() async throws {
    let directives = ["HostKeyAlgorithms +ssh-rsa"]
    try await SSHServer.run(hostKeys: [.rsa, .ed25519], directives: directives) { server in
      try await connect(server, try server.knownHosts([.rsa]))
    }
  }

  @Test func `a server with nothing but a modern RSA key cannot be used`() async throws {
    try await SSHServer.run(hostKeys: [.rsa]) { server in
      let error = try await refusal(server, try server.knownHosts([.rsa]))
      #expect(
        error.description == "cannot connect to \(server.endpoint): "
          + "no host key or cipher algorithm in common with the server")
      #expect(
        error.hint == "give the server an ed25519 or ecdsa host key "
          + "(RSA works only with SHA-1 signatures)")
    }
  }

  @Test func `a host that is not in known_hosts is refused`() async throws {
    try await SSHServer.plain { server in
      let key = try server.publicHostKey(.ed25519)
      let fingerprint = try await fingerprint(key)
      let line = "[127.0.0.1]:\(server.port) \(key)"
      for text in ["", "# nothing\n", "example.com \(key)\n", "[127.0.0.1]:1 \(key)\n"] {
        let error = try await refusal(server, text)
        #expect(
          error.description == "cannot connect to \(server.endpoint): "
            + "the host key is not known: ssh-ed25519 \(fingerprint)")
        #expect(error.hint == "if that is the server's fingerprint, add to known_hosts: \(line)")
        #expect(error.isHostKeyUnknown)
      }
      try await connect(server, line)
    }
  }

  @Test func `a host that is known by keys of other types only is refused`() async throws {
    try await SSHServer.plain { server in
      let other = try await makeKey(["-t", "ecdsa"]).public
      let error = try await refusal(server, "[127.0.0.1]:\(server.port) \(other)")
      let fingerprint = try await fingerprint(try server.publicHostKey(.ed25519))
      #expect(
        error.cause == "the host key is not known: ssh-ed25519 \(fingerprint) "
          + "(known_hosts has only ecdsa-sha2-nistp256 for it)")
      #expect(error.isHostKeyUnknown)
    }
  }

  @Test func `a changed key is refused, under hashed names too`() async throws {
    try await SSHServer.run(hostKeys: [.ed25519, .ecdsa]) { server in
      let other = try await makeKey(["-t", "ed25519"]).public
      let stale = "[127.0.0.1]:\(server.port) \(other)"
      let key = try server.publicHostKey(.ed25519)
      let fingerprint = try await fingerprint(key)
      for text in [stale, try await hashed(stale), stale + "127.0.0.1 \(key)\n"] {
        let error = try await refusal(server, text)
        #expect(
          error.description == "cannot connect to \(server.endpoint): the host key has changed: "
            + "known_hosts has another than ssh-ed25519 \(fingerprint)")
        #expect(
          error.hint == "somebody may be listening in; if the server did get a new key, "
            + "replace its line in known_hosts by: [127.0.0.1]:\(server.port) \(key)")
        #expect(error.isHostKeyChanged)
      }
    }
  }

  @Test func `a revoked key is refused even where it is known`() async throws {
    try await SSHServer.plain { server in
      let key = try server.publicHostKey(.ed25519)
      let error = try await refusal(
        server, try server.knownHosts([.ed25519]) + "@revoked * \(key)\n")
      let fingerprint = try await fingerprint(key)
      #expect(error.cause == "known_hosts has revoked the host key: ssh-ed25519 \(fingerprint)")
      #expect(error.isHostKeyChanged)
    }
  }

  @Test func `names are compared without case`() async throws {
    try await SSHServer.plain { server in
      let text = "[LocalHost]:\(server.port) \(try server.publicHostKey(.ed25519))"
      let endpoint = SSHEndpoint(host: "LOCALHOST", port: UInt16(server.port), user: server.user)
      _ = try await SSHConnection.connect(
        to: endpoint, as: server.identity(), trusting: .known(KnownHosts(text: text)),
        deadline: soon)
    }
  }

  @Test func `insecure takes any key, and says which it was`() async throws {
    try await SSHServer.plain { server in
      let connection = try await server.connect(trusting: .insecure)
      let key = try await connection.ready()
      #expect("\(key.type.rawValue) \(key.base64)" == (try server.publicHostKey(.ed25519)))
    }
  }

  /// libssh2 here cannot check an RSA key that signs by SHA-2, as all do that are not told otherwise.
  @Test(arguments: [
    ([SSHServer.KeyType.ed25519, .ecdsa], [String]()), ([.ed25519, .ecdsa, .rsa], []),
    ([.rsa], []), ([.rsa, .ed25519], ["HostKeyAlgorithms +ssh-rsa"]),
    ([.rsa, .ed25519], ["KexAlgorithms curve25519-sha256@libssh.org", "Ciphers aes256-ctr"]),
  ])
  func `a scan finds the keys that ssh-keyscan finds`(
    _ types: [SSHServer.KeyType], _ directives: [String]
  ) async throws {
    try await SSHServer.run(hostKeys: types, directives: directives) { server in
      let keys = try await HostKeyScan.keys(of: server.endpoint, deadline: soon)
      let lines = keys.map { $0.line(for: server.endpoint) }
      let scan = Command(
        try Part.path("ssh-keyscan"), "-p", "\(server.port)", "-t", "ed25519,ecdsa,rsa",
        "127.0.0.1")
      let oracle = try await scan.run().text.split(separator: "\n").map(String.init)
      #expect(Set(lines) == Set(oracle))
      #expect(lines.count == types.count)
      if types != [.rsa] { try await connect(server, lines.joined(separator: "\n")) }
    }
  }

  @Test func `a server without an RSA key that others take shows none`() async throws {
    let directives = ["KexAlgorithms ecdh-sha2-nistp256"]
    try await SSHServer.run(hostKeys: [.rsa, .ed25519], directives: directives) { server in
      let keys = try await HostKeyScan.keys(of: server.endpoint, deadline: soon)
      #expect(keys.map(\.type) == [.ed25519])
    }
  }

  @Test func `a scan of nothing says why`() async throws {
    let endpoint = SSHEndpoint(host: "127.0.0.1", port: UInt16(try freePort()), user: "git")
    let error = try await #require(throws: SSHError.self) {
      try await HostKeyScan.keys(of: endpoint, deadline: soon)
    }
    #expect(error.description == "cannot read the host key of \(endpoint): connection refused")
  }
}

struct KnownHostsTests {
  static let key = "AAAAC3NzaC1lZDI1NTE5AAAAIBXvwPVqW+xDLQUDcVzPrMhR3gmWIQhGCbwmQ6U3vY1J"

  @Test(arguments: [
    "host", "host ssh-ed25519", "host ssh-ed25519 AAAA", "host ssh-ed25519 not/base64!",
    "host ssh-rsa \(key)", "host ssh-ed25519 \(key.dropLast(44))", "ssh-ed25519 \(key)",
    "@revoked host", "-----BEGIN OPENSSH PRIVATE KEY-----",
  ])
  func `a line that holds no key is an error with its number`(line: String) throws {
    let error = try #require(throws: SSHError.self) {
      try KnownHosts(text: "# first\n\nhost ssh-ed25519 \(KnownHostsTests.key)\n\(line)\n")
    }
    #expect(error.description == "cannot read known_hosts: line 4 holds no public key")
    #expect(
      error.hint == "a line reads: host key-type base64-key, as ssh-keyscan prints it")
  }

  @Test(arguments: [
    "", "\n\n", "# comment", "host ssh-ed25519 \(key) some comment\n",
    "\thost  ssh-ed25519\t\(key)", "@cert-authority *.example.com ssh-ed25519 \(key)",
    "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 \(key)",
    "host sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAAA==",
  ])
  func `what ssh can read is no error`(text: String) throws {
    _ = try KnownHosts(text: text)
  }
}
