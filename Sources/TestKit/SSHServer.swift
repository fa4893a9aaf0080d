// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Spawn

/// Debian's sshd on loopback, which lets this user in with a key, and nobody with a password.
package struct SSHServer: Sendable {
  package enum KeyType: String, Sendable, CaseIterable {
    case ed25519, ecdsa, rsa
  }

  package let port: Int

  /// The user to log in as.
  package let user: String

  private let directory: URL

  /// Runs `body` beside a server that has host keys of these types.
  ///
  /// It knows a client key of each type. `directives` are lines for `sshd_config`; the first one
  /// of a name counts, so they win.
  package static func run<Result: Sendable>(
    hostKeys: [KeyType] = KeyType.allCases, directives: [String] = [],
    _ body: (SSHServer) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryDirectory { directory in
      let server = SSHServer(port: try freePort(), user: NSUserName(), directory: directory)
      for type in KeyType.allCases {
        try await makeKey(type, at: server.identity(type))
        if hostKeys.contains(type) { try await makeKey(type, at: server.hostKey(type)) }
      }
      let authorized = try KeyType.allCases.map(server.publicIdentity).joined(separator: "\n")
      try directory.write(authorized + "\n", to: "authorized_keys")
      let settings = directives + server.settings(hostKeys)
      let file = try directory.write(settings.joined(separator: "\n") + "\n", to: "sshd_config")
      // Where sshd, run by root, locks up its unprivileged half.
      if geteuid() == 0 { try makeDirectory("/run/sshd") }
      let command = Command(try Part.path("sshd"), "-D", "-e", "-f", file.path)
      return try await Daemon.run(command, until: .accepts(port: server.port)) { _ in
        try await body(server)
      }
    }
  }

  /// The private key file of a client that the server knows.
  package func identity(_ type: KeyType) -> URL { directory.appending(path: "id_\(type)") }

  /// Its public half, as one line.
  package func publicIdentity(_ type: KeyType) throws -> String {
    try line(of: identity(type))
  }

  /// Lets in whoever has the other half of a public key; `options` are those of `authorized_keys`.
  package func authorize(_ line: String, options: String = "") throws {
    let file = directory.appending(path: "authorized_keys")
    let known = try String(contentsOf: file, encoding: .utf8)
    try Data((known + (options.isEmpty ? "" : "\(options) ") + line + "\n").utf8).write(to: file)
  }

  /// The server's public key of one type: `ssh-ed25519 AAAA…`.
  package func publicHostKey(_ type: KeyType) throws -> String {
    try line(of: hostKey(type))
  }

  /// What a client's `known_hosts` says of this server.
  package func knownHosts(_ types: [KeyType] = KeyType.allCases) throws -> String {
    try types.map { "[127.0.0.1]:\(port),[localhost]:\(port) \(try publicHostKey($0))\n" }.joined()
  }

  private func hostKey(_ type: KeyType) -> URL { directory.appending(path: "host_\(type)") }

  private func settings(_ hostKeys: [KeyType]) -> [String] {
    hostKeys.map { "HostKey \(hostKey($0).path)" } + [
      "ListenAddress 127.0.0.1", "Port \(port)", "PidFile none", "UsePAM no", "StrictModes no",
      "PermitRootLogin prohibit-password", "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "AuthorizedKeysFile \(directory.appending(path: "authorized_keys").path)",
      // Tests open many connections at once.
      "MaxStartups 100",
    ]
  }

  private func line(of key: URL) throws -> String {
    try String(contentsOf: key.appendingPathExtension("pub"), encoding: .utf8)
      .split(separator: " ").prefix(2).joined(separator: " ")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func makeKey(_ type: KeyType, at file: URL) async throws {
    var command = Command(
      try Part.path("ssh-keygen"), "-q", "-t", type.rawValue, "-N", "", "-C", "", "-f", file.path)
    if type == .rsa { command.arguments += ["-b", "2048"] }
    _ = try await command.run()
  }

  private static func makeDirectory(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}
