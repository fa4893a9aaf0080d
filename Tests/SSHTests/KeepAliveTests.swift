// SPDX-License-Identifier: Apache-2.0

import Glibc
import Log
import SSH
import TestKit
import Testing

struct KeepAliveTests {
  private func connect(_ server: SSHServer, patience: Duration) async throws -> SSHConnection {
    try SSHConnection(
      to: server.endpoint, as: server.identity(), trusting: server.policy(), deadline: soon,
      patience: patience)
  }

  @Test func `a server that is there but says nothing any more is given up`() async throws {
    try await SSHServer.plain { server in
      let connection = try await connect(server, patience: .seconds(5))
      let channel = connection.open("echo $PPID; \(endless)")
      let text = String(decoding: try #require(await channel.read()).bytes, as: UTF8.self)
      let process = try #require(Int32(text.prefix(while: \.isNumber)))
      kill(process, SIGSTOP)
      defer { kill(process, SIGKILL) }
      let error = await #expect(throws: SSHError.self) {
        for try await _ in channel.output {}
      }
      #expect(
        error?.description == "cannot run a command on \(server.endpoint): "
          + "the server gave no sign of life for 5 s")
      #expect(error?.isTimeout == true)
    }
  }

  @Test func `neither a quiet command nor a quiet time without any is a reason`() async throws {
    try await SSHServer.plain { server in
      let connection = try await connect(server, patience: .seconds(8))
      let result = try await connection.run("sleep 10; echo done")
      #expect(result.text == "done\n")
      try await Task.sleep(for: .seconds(10))
      let next = try await connection.run("echo again")
      #expect(next.text == "again\n")
    }
  }
}
