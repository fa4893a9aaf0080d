// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct SSHServerTests {
  private func ssh(
    _ server: SSHServer, _ options: [String], _ arguments: String...
  ) -> Command {
    let common = ["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
    let target = ["-p", "\(server.port)", "\(server.user)@127.0.0.1"]
    return Command("ssh", common + options + target + arguments)
  }

  @Test(arguments: SSHServer.KeyType.allCases)
  func `a client with a known key of any type may enter`(type: SSHServer.KeyType) async throws {
    try await SSHServer.run { server in
      try await withTemporaryDirectory { directory in
        let known = try directory.write(server.knownHosts([type]), to: "known").path
        let options = ["-i", server.identity(type).path, "-o", "UserKnownHostsFile=\(known)"]
        var command = ssh(server, options, "echo out; echo err >&2; exit 4")
        command.accepts = [4]
        let output = try await command.run()
        #expect(output.text == "out\n")
        #expect(output.errorText == "err\n")
      }
    }
  }

  @Test func `only the given host keys are offered, and no password is taken`() async throws {
    try await SSHServer.run(hostKeys: [.ed25519]) { server in
      try await withTemporaryDirectory { directory in
        let known = try directory.write(server.knownHosts([.ed25519]), to: "known").path
        let common = ["-o", "UserKnownHostsFile=\(known)"]
        let nobody = ssh(
          server, common + ["-o", "PubkeyAuthentication=no", "-o", "BatchMode=no"], "true")
        let refused = await #expect(throws: SpawnError.self) { try await nobody.run() }
        #expect(refused?.cause.contains("Permission denied (publickey)") == true)
        let rsa = ssh(server, common + ["-o", "HostKeyAlgorithms=rsa-sha2-512"], "true")
        let missing = await #expect(throws: SpawnError.self) { try await rsa.run() }
        #expect(missing?.cause.contains("no matching host key type") == true)
      }
    }
  }
}
