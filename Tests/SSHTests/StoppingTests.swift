// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Log
import SSH
import TestKit
import Testing

/// Deadlines, cancellation, and servers that go away.
struct StoppingTests {
  @Test func `a command is given up at its deadline, and its connection goes on`() async throws {
    try await SSHServer.connected { connection in
      let start = ContinuousClock.now
      let error = await #expect(throws: SSHError.self) {
        try await connection.run(endless, deadline: start + .milliseconds(300))
      }
      #expect(
        error?.description == "cannot run a command on \(connection.endpoint): timed out")
      #expect(error?.isTimeout == true)
      #expect(start.duration(to: .now) >= .milliseconds(300))
      #expect(start.duration(to: .now) < .seconds(30))
      let next = try await connection.run("echo on")
      #expect(next.text == "on\n")
    }
  }

  @Test func `a deadline holds for a server that never pauses, too`() async throws {
    try await SSHServer.connected { connection in
      let channel = connection.open(
        "cat /dev/zero", deadline: ContinuousClock.now + .milliseconds(500))
      let error = await #expect(throws: SSHError.self) {
        for try await _ in channel.output {}
      }
      #expect(error?.isTimeout == true)
    }
  }

  @Test func `a cancelled task leaves its command, and the connection goes on`() async throws {
    try await SSHServer.connected { connection in
      let channel = connection.open(endless)
      let first = try await channel.read()
      #expect(first == .output(Array("started\n".utf8)))
      let task = Task { try await channel.read() }
      task.cancel()
      let error = await #expect(throws: SSHError.self) { try await task.value }
      #expect(error?.description == "cannot run a command on \(connection.endpoint): cancelled")
      #expect(error?.isCancelled == true)
      let next = try await connection.run("echo on")
      #expect(next.text == "on\n")
    }
  }

  @Test func `closing a connection ends all its commands`() async throws {
    try await SSHServer.connected { connection in
      let channels = (0..<3).map { _ in connection.open(endless) }
      for channel in channels { _ = try await channel.read() }
      let reads = channels.map { channel in Task { try await channel.read() } }
      await connection.close()
      for read in reads {
        let error = await #expect(throws: SSHError.self) { try await read.value }
        #expect(error?.isCancelled == true)
      }
      let late = await #expect(throws: SSHError.self) { try await connection.run("true") }
      #expect(late?.description == "cannot run a command on \(connection.endpoint): cancelled")
    }
  }

  @Test func `a server that dies takes its commands with it`() async throws {
    try await SSHServer.connected { connection in
      let channel = connection.open("echo $PPID; \(endless)")
      let server = try #require(await channel.read())
      let text = String(decoding: server.bytes, as: UTF8.self)
      let process = try #require(Int32(text.prefix(while: \.isNumber)))
      kill(process, SIGKILL)
      // What the command had still said comes first.
      let error = await #expect(throws: SSHError.self) {
        while try await channel.read() != nil {}
      }
      #expect(
        error?.description
          == "cannot run a command on \(connection.endpoint): the server closed the connection")
      let late = await #expect(throws: SSHError.self) { try await connection.run("true") }
      #expect(late?.cause == "the server closed the connection")
    }
  }

  @Test func `an idle connection learns that its server is gone`() async throws {
    try await SSHServer.connected { connection in
      let text = try await connection.run("echo $PPID").text
      let process = try #require(Int32(text.prefix(while: \.isNumber)))
      kill(process, SIGKILL)
      try await eventually("the connection has noticed") {
        do throws(SSHError) {
          _ = try await connection.run("true", deadline: soon)
          return false
        } catch {
          #expect(error.cause == "the server closed the connection")
          return true
        }
      }
    }
  }

  @Test func `a thread that blocks is woken by a cancel from elsewhere`() async throws {
    try await SSHServer.connected { connection in
      let channel = connection.open(endless)
      _ = try await channel.read()
      async let end: SSHError? = onThread {
        do throws(SSHError) {
          _ = try channel.blocking.exit()
          return nil
        } catch {
          return error
        }
      }
      connection.cancel()
      #expect(try await end?.isCancelled == true)
    }
  }
}
