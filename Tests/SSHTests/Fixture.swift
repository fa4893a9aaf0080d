// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import SSH
import Spawn
import TestKit

/// Says that it has begun, and runs until the server's end of the connection is gone.
let endless = "echo started; exec tail -f /dev/null --pid=$PPID"

/// A deadline that only a test that hangs meets.
var soon: ContinuousClock.Instant { ContinuousClock.now + .seconds(60) }

extension SSHServer {
  var endpoint: SSHEndpoint { SSHEndpoint(host: "127.0.0.1", port: UInt16(port), user: user) }

  func identity(_ type: KeyType = .ed25519) throws -> SSHIdentity {
    let file: URL = identity(type)
    return SSHIdentity(privateKey: Secret(try String(contentsOf: file, encoding: .utf8)))
  }

  /// Trust in the keys that the server has.
  func policy() throws -> HostKeyPolicy {
    let types = KeyType.allCases.filter { (try? publicHostKey($0)) != nil }
    return .known(try KnownHosts(text: knownHosts(types)))
  }

  func connect(
    as identity: SSHIdentity? = nil, trusting policy: HostKeyPolicy? = nil
  ) async throws -> SSHConnection {
    try await SSHConnection.connect(
      to: endpoint, as: identity ?? self.identity(), trusting: policy ?? self.policy(),
      deadline: soon)
  }

  /// Runs `body` beside a server with one host key, whose commands run without what the user's login
  /// shell would do first, at home.
  static func plain<Result: Sendable>(
    _ directives: [String] = [], _ body: (SSHServer) async throws -> Result
  ) async throws -> Result {
    try await run(hostKeys: [.ed25519], directives: directives + ["SetEnv HOME=/nonexistent"], body)
  }

  /// Runs `body` on a connection to such a server.
  static func connected<Result: Sendable>(
    _ body: (SSHConnection) async throws -> Result
  ) async throws -> Result {
    try await plain { server in try await body(try await server.connect()) }
  }
}

/// That many bytes, of which no two neighbouring blocks of any usual size are the same.
func pattern(_ count: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  let part = (0..<65_521 as Range<Int>).map { (number: Int) -> UInt8 in
    UInt8(number * 31 >> 3 & 255)
  }
  while bytes.count < count { bytes += part }
  return Array(bytes.prefix(count))
}

/// A new key, and its public half.
func makeKey(
  _ options: [String], passphrase: String = ""
) async throws -> (private: String, public: String) {
  try await withTemporaryDirectory { directory in
    let file = directory.appending(path: "key")
    let common = ["-q", "-N", passphrase, "-C", "", "-f", file.path]
    _ = try await Command(try Part.path("ssh-keygen"), common + options).run()
    return (
      try String(contentsOf: file, encoding: .utf8),
      try String(contentsOf: file.appendingPathExtension("pub"), encoding: .utf8)
    )
  }
}
