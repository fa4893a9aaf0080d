// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import SSH
import Spawn
import TestKit
import Testing

struct LoginTests {
  /// Options of ssh-keygen, one row for each kind of key file that can log in.
  static let keys: [[String]] =
    [["-t", "ed25519"]]
    + ["256", "384", "521"].flatMap { bits in
      [[], ["-m", "PEM"], ["-m", "PKCS8"]].map { ["-t", "ecdsa", "-b", bits] + $0 }
    }

  /// libssh2 leaks the private number of an encrypted ECDSA key in OpenSSH's format.
  static let encryptedKeys = keys.filter { key in
    Sanitizer.name != "address" || key.count != 4
  }

  private func server(
    knowing publicKey: String, _ directives: [String] = [], _ body: (SSHServer) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let file = try directory.write(publicKey, to: "authorized_keys")
      try await SSHServer.plain(["AuthorizedKeysFile \(file.path)"] + directives, body)
    }
  }

  private func login(_ server: SSHServer, _ key: String, _ passphrase: String? = nil) async throws {
    let identity = SSHIdentity(privateKey: Secret(key), passphrase: passphrase.map { Secret($0) })
    let connection = try await server.connect(as: identity)
    #expect(try await connection.run("echo in").text == "in\n")
  }

  private func failure(
    _ server: SSHServer, _ key: String, _ passphrase: String? = nil
  ) async throws -> SSHError {
    try await #require(throws: SSHError.self) { try await login(server, key, passphrase) }
  }

  @Test func `a key of each type and format logs in`() async throws {
    var keys: [(private: String, public: String)] = []
    for options in LoginTests.keys { keys.append(try await makeKey(options)) }
    try await server(knowing: keys.map(\.public).joined()) { server in
      for key in keys { try await login(server, key.private) }
      // As an editor, a form or a YAML file leaves it.
      let key = keys[0].private
      for text in ["\n\n  " + key.replacing("\n", with: "\r\n"), String(key.dropLast())] {
        try await login(server, text)
      }
    }
  }

  @Test func `an encrypted key logs in with its passphrase only`() async throws {
    var keys: [(private: String, public: String)] = []
    for options in LoginTests.encryptedKeys + [["-t", "ed25519", "-Z", "aes256-cbc"]] {
      keys.append(try await makeKey(options, passphrase: "pass word"))
    }
    try await server(knowing: keys.map(\.public).joined()) { server in
      for key in keys {
        try await login(server, key.private, "pass word")
        let wrong = try await failure(server, key.private, "password")
        #expect(
          wrong.description == "cannot connect to \(server.endpoint): "
            + "the passphrase does not fit the private key, or the key is damaged")
        for passphrase in [nil, ""] {
          let missing = try await failure(server, key.private, passphrase)
          #expect(missing.cause == "the private key needs a passphrase, and none is given")
        }
      }
    }
  }

  @Test func `an RSA key works only where SHA-1 signatures are taken`() async throws {
    var keys: [(private: String, public: String)] = []
    for format in [[], ["-m", "PEM"], ["-m", "PKCS8"]] {
      keys.append(try await makeKey(["-t", "rsa", "-b", "2048"] + format))
    }
    let known = keys.map(\.public).joined()
    try await server(knowing: known) { server in
      for key in keys {
        let error = try await failure(server, key.private)
        #expect(
          error.description == "cannot connect to \(server.endpoint): "
            + "login refused for user \(server.user) with an RSA key")
        #expect(
          error.hint == "use an ed25519 or ecdsa key: "
            + "RSA works only where the server still takes SHA-1 signatures")
        #expect(error.isRefused)
      }
    }
    try await server(knowing: known, ["PubkeyAcceptedAlgorithms +ssh-rsa"]) { server in
      for key in keys { try await login(server, key.private) }
    }
  }

  @Test func `a key that the server does not know is refused`() async throws {
    let (known, unknown) = (
      try await makeKey(["-t", "ed25519"]), try await makeKey(["-t", "ecdsa"])
    )
    try await server(knowing: known.public) { server in
      let error = try await failure(server, unknown.private)
      #expect(
        error.description
          == "cannot connect to \(server.endpoint): login refused for user \(server.user)")
      #expect(error.hint == "check the user's name, and that the server has the public key")
      #expect(error.isRefused)
    }
  }

  @Test func `what the server says when it hangs up is part of the error`() async throws {
    let (known, unknown) = (
      try await makeKey(["-t", "ed25519"]), try await makeKey(["-t", "ecdsa"])
    )
    try await server(knowing: known.public, ["MaxAuthTries 1"]) { server in
      let error = try await failure(server, unknown.private)
      #expect(error.isRefused)
      #expect(
        error.cause == "login refused for user \(server.user): Too many authentication failures")
    }
  }

  @Test func `a server that takes no keys`() async throws {
    let key = try await makeKey(["-t", "ed25519"])
    let directives = [
      "PubkeyAuthentication no", "PasswordAuthentication yes", "PermitRootLogin yes",
    ]
    try await server(knowing: key.public, directives) { server in
      let error = try await failure(server, key.private)
      #expect(error.cause == "the server takes no keys for \(server.user), only password")
      #expect(error.isRefused)
    }
  }

  @Test func `what is no usable private key never reaches the server`() async throws {
    let key = try await makeKey(["-t", "ed25519"])
    let strange = try await makeKey(
      ["-t", "ed25519", "-Z", "chacha20-poly1305@openssh.com"], passphrase: "pass word")
    let lines = key.private.split(separator: "\n").map(String.init)
    let text = "the private key is neither in OpenSSH's format nor PEM"
    let rows: [(key: String, cause: String)] = [
      ("", text), (key.public, text), ("-----BEGIN PRIVATE KEY-----", text),
      (lines.dropLast().joined(separator: "\n"), text),
      ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", text),
      (
        [lines[0], "AAAA", lines[lines.count - 1]].joined(separator: "\n"),
        "the private key is damaged"
      ),
      (
        (lines.prefix(2) + lines.suffix(1)).joined(separator: "\n"), "the private key is damaged"
      ),
      (
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "the private key is damaged, or of a type that cannot be used"
      ),
      (
        strange.private,
        "the private key is encrypted with chacha20-poly1305@openssh.com, which cannot be read"
      ),
    ]
    try await server(knowing: key.public) { server in
      for row in rows {
        let error = try await failure(server, row.key, "pass word")
        #expect(error.description == "cannot connect to \(server.endpoint): \(row.cause)")
        #expect(!error.isRefused)
      }
    }
  }
}
