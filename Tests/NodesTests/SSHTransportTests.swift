// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Foundation
import Log
import Manifest
import Nodes
import SSH
import TestKit
import Testing

/// A machine with an SSH server.
struct SSHTransportTests {
  @Test func `programs get their words and input as they are, and a status comes back`()
    async throws
  {
    try await Self.connected { transport, folder in
      let path = "\(folder)/a 'b' $c/file"
      try await transport.upload(Secret(Array("text\n".utf8)), to: path, mode: 0o640)
      let words = ["/bin/sh", "-c", #"stat -c %a "$1"; cat - "$1" >&2; exit 4"#, "sh", path]
      let reply = try await transport.run(NodeCall(words, input: Secret(Array("in\n".utf8))))
      #expect(
        reply
          == NodeReply(
            status: 4, output: Array("640\n".utf8), errorOutput: Array("in\ntext\n".utf8)))
      let ended = try await transport.run(NodeCall(["/bin/sh", "-c", "kill -9 $$"]))
      #expect(ended.status != 0)
    }
  }

  @Test func `user data are run there`() async throws {
    try await Self.connected { transport, folder in
      let data = """
        ## template: jinja
        #cloud-config
        write_files:
        - {path: \(folder)/name, content: "{{ ds.meta_data.local_hostname }}", permissions: "0600"}
        runcmd:
        - cat \(folder)/name
        - "false"
        """
      let config = try CloudConfig(
        userData: Array(data.utf8), for: InstanceData(metaData: ["local-hostname": "one"]))
      let report = try await CloudInitRun(config, on: transport, secrets: [Secret("one")]).run()
      #expect(report.steps.map(\.output) == ["", "***", ""])
      #expect(report.failure?.name == "false")
    }
  }

  private static func connected(
    _ body: (SSHTransport, String) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { folder in
      try await SSHServer.run(hostKeys: [.ed25519]) { server in
        let key: URL = server.identity(.ed25519)
        let connection = try await SSHConnection.connect(
          to: SSHEndpoint(host: "127.0.0.1", port: UInt16(server.port), user: server.user),
          as: SSHIdentity(privateKey: Secret(String(contentsOf: key, encoding: .utf8))),
          trusting: .known(KnownHosts(text: server.knownHosts([.ed25519]))),
          deadline: .now + .seconds(60))
        try await body(SSHTransport(over: connection), folder.path)
      }
    }
  }
}
