// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import SSH
import TestKit
import Testing

struct CommandTests {
  @Test func `output, errors and exit code come back apart`() async throws {
    try await SSHServer.connected { connection in
      let result = try await connection.run("echo out; echo err >&2; exit 3", deadline: soon)
      #expect(result.text == "out\n")
      #expect(result.errorText == "err\n")
      #expect(result.exit == .code(3))
      for code in [0, 1, 127, 255] as [Int32] {
        #expect(try await connection.run("exit \(code)").exit == .code(code))
      }
      #expect(try await connection.run("kill -TERM $$").exit == .signal("TERM"))
      #expect(try await connection.run("kill -KILL $$").exit == .signal("KILL"))
      // The command goes on after it has closed its output.
      #expect(try await connection.run("exec >&- 2>&-; sleep 0.2; exit 4").exit == .code(4))
    }
  }

  @Test func `input reaches the command as it is`() async throws {
    try await SSHServer.connected { connection in
      let bytes = pattern(1000)
      let echo = try await connection.run("cat", input: bytes)
      #expect(echo.output == bytes)
      // A command that does not read it ends all the same.
      let large = [UInt8](repeating: 7, count: 10 << 20)
      #expect(try await connection.run("exit 5", input: large).exit == .code(5))
    }
  }

  @Test func `ten megabytes go both ways at once`() async throws {
    try await SSHServer.connected { connection in
      let bytes = pattern(10 << 20)
      let result = try await connection.run("tee /dev/stderr", input: bytes, limit: 32 << 20)
      #expect(result.output == bytes)
      #expect(result.errorOutput == bytes)
    }
  }

  @Test func `a reader that takes its time loses nothing and holds up nobody else`() async throws {
    try await SSHServer.connected { connection in
      let slow = connection.open("head -c 20000000 /dev/zero")
      let first = try #require(await slow.read())
      // The server has filled its window by the time that these are through.
      for _ in 0..<5 {
        #expect(try await connection.run("head -c 3000000 /dev/zero").output.count == 3_000_000)
      }
      var count = first.bytes.count
      for try await piece in slow.output { count += piece.bytes.count }
      #expect(count == 20_000_000)
      #expect(try await slow.exit() == .code(0))
    }
  }

  @Test func `output can be read while input is written`() async throws {
    try await SSHServer.connected { connection in
      let channel = connection.open("cat")
      for number in 0..<20 {
        try await channel.write(Array("\(number)".utf8))
        #expect(try await channel.read() == .output(Array("\(number)".utf8)))
      }
      channel.endInput()
      #expect(try await channel.read() == nil)
      #expect(try await channel.exit() == .code(0))
      #expect(try await channel.write([1]) == false)
    }
  }

  @Test func `more output than wanted is an error`() async throws {
    try await SSHServer.connected { connection in
      let error = await #expect(throws: SSHError.self) {
        try await connection.run("head -c 1000000 /dev/zero; \(endless)", limit: 999_999)
      }
      #expect(
        error?.description
          == "cannot run a command on \(connection.endpoint): the output is larger than 999999 bytes"
      )
      let exact = try await connection.run("head -c 1000000 /dev/zero", limit: 1_000_000)
      #expect(exact.output.count == 1_000_000)
    }
  }

  // sshd takes ten sessions on a connection, if not told otherwise.
  @Test func `fifty commands at once share a connection`() async throws {
    try await SSHServer.connected { connection in
      let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for number in 0..<50 {
          group.addTask {
            let result = try await connection.run(
              "cat; echo \(number) >&2; exit \(number)", input: Array("in \(number)".utf8),
              deadline: soon)
            return (number, "\(result.text) \(result.errorText) \(result.exit)")
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for number in 0..<50 {
        #expect(texts[number] == "in \(number) \(number)\n exit code \(number)")
      }
    }
  }

  @Test func `a command with a NUL byte is refused`() async throws {
    try await SSHServer.connected { connection in
      let error = await #expect(throws: SSHError.self) { try await connection.run("echo \0") }
      #expect(
        error?.description
          == "cannot run a command on \(connection.endpoint): there is a NUL byte in it")
    }
  }

  @Test func `a server that gives no sessions`() async throws {
    try await SSHServer.plain(["MaxSessions 0"]) { server in
      let connection = try await server.connect()
      let error = await #expect(throws: SSHError.self) { try await connection.run("true") }
      #expect(
        error?.description == "cannot run a command on \(server.endpoint): "
          + "the server opens no session: channel open failure (connect failed)")
    }
  }

  @Test func `a forced command runs in place of ours`() async throws {
    let directives = ["ForceCommand echo $SSH_ORIGINAL_COMMAND"]
    try await SSHServer.plain(directives) { server in
      let connection = try await server.connect()
      #expect(try await connection.run("git-upload-pack 'a'").text == "git-upload-pack 'a'\n")
    }
  }
}
