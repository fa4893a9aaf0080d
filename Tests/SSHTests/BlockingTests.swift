// SPDX-License-Identifier: Apache-2.0

import Foundation
import SSH
import TestKit
import Testing

/// The way C code on a thread of its own uses a connection.
struct BlockingTests {
  @Test func `a thread that may block reads, writes and gets the exit code`() async throws {
    try await SSHServer.run { server in
      let policy = HostKeyPolicy.known(try KnownHosts(text: server.knownHosts()))
      let identity = try server.identity()
      let reply = try await onThread {
        let connection = try SSHConnection(
          to: server.endpoint, as: identity, trusting: policy, deadline: soon)
        let channel = connection.open("cat; echo done >&2; exit 7", deadline: soon).blocking
        _ = try Array("hello".utf8).withUnsafeBytes { try channel.write($0) }
        channel.endInput()
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 3)
        while case let count = try buffer.withUnsafeMutableBytes(channel.read), count > 0 {
          output += buffer.prefix(count)
        }
        return (output, channel.complaint, try channel.exit())
      }
      #expect(reply.0 == Array("hello".utf8))
      #expect(reply.1 == Array("done\n".utf8))
      #expect(reply.2 == .code(7))
    }
  }
}

/// Runs `body` on a thread of its own.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
