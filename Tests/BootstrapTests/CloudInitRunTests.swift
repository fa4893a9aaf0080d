// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Foundation
import Log
import Manifest
import Spawn
import TestKit
import Testing

/// Runs on this very machine: for commands and files in a folder of the test's.
private struct LocalTransport: NodeTransport {
  func run(_ call: NodeCall) async throws -> NodeReply {
    var command = Command(call.arguments[0], Array(call.arguments.dropFirst()))
    command.input = .bytes(call.input.reveal())
    command.accepts = Set(0...255)
    command.deadline = .seconds(120)
    let output = try await command.run()
    return NodeReply(
      status: output.exitCode, output: output.bytes, errorOutput: output.errorBytes)
  }
}

struct CloudInitRunTests {
  private func report(
    _ text: String, secrets: [String] = []
  ) async throws -> CloudInitReport {
    let config = try CloudConfig(
      userData: Array("#cloud-config\n\(text)\n".utf8), for: JinjaTests.data)
    return try await CloudInitRun(
      config, on: LocalTransport(), secrets: secrets.map { Secret($0) }
    ).run()
  }

  private func commands(_ commands: [String], section: String = "runcmd") -> String {
    JSON.text([section: .list(commands.map { .string($0) })])
  }

  @Test
  func `each command keeps its own output and status`() async throws {
    let report = try await report(
      commands(["echo one; echo two >&2", "printf unended", "false", "echo three"]))
    #expect(report.steps.map(\.output) == ["one\ntwo\n", "unended", "", "three\n"])
    #expect(report.steps.map(\.outcome) == [.done, .done, .failed(status: 1), .done])
    #expect(report.failure?.name == "false")
    #expect(report.message == "false failed with status 1")
  }

  @Test
  func `one shell runs them all, as under cloud-init`() async throws {
    let report = try await report(
      commands(["cd /usr", "A=1; export B=2", "pwd; echo $A; sh -c 'echo $B'", "false", "echo $?"]))
    #expect(report.steps[2].output == "/usr\n1\n2\n")
    #expect(report.steps[4].output == "1\n")
  }

  @Test
  func `the command that tells of success alone decides`() async throws {
    try await withTemporaryDirectory { folder in
      // Neither of them really tells.
      let telling = ": > \(NodeBootstrap.sentinel)"
      let file = folder.appending(path: "after").path
      let failed = try await report(commands(["false", "false && \(telling)", "touch \(file)"]))
      #expect(failed.steps.map(\.outcome) == [.failed(status: 1), .failed(status: 1), .skipped])
      #expect(failed.failure == failed.steps[1])
      #expect(!FileManager.default.fileExists(atPath: file))
      let succeeded = try await report(
        commands(["false", "true || \(telling)", "touch \(file)"]))
      #expect(succeeded.steps.map(\.outcome) == [.failed(status: 1), .done, .done])
      #expect(succeeded.isSuccess)
      #expect(FileManager.default.fileExists(atPath: file))
    }
  }

  @Test
  func `a shell that is ended says where`() async throws {
    let early = try await report(
      commands(["echo a", "echo b; exit 3", "false && : > \(NodeBootstrap.sentinel)"]))
    #expect(early.steps.map(\.outcome) == [.done, .ended, .skipped])
    #expect(early.message == "echo b; exit 3 was cut short; its last lines:\nb")
    let last = try await report(commands(["echo a", "exit 0"]))
    #expect(last.isSuccess)
    let failed = try await report(commands(["echo a", "exit 7"]))
    #expect(failed.failure?.name == "exit 7")
  }

  @Test
  func `a failure shows the last lines, and no secret`() async throws {
    let key = "-----BEGIN KEY-----\nfirstlineofit\nsecondlineofit\n-----END KEY-----\n"
    let script = """
      i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); done; \
      echo token is abcdef.0123456789abcdef; echo secondlineofit; exit 9
      """
    let report = try await report(
      commands([script]), secrets: ["abcdef.0123456789abcdef", key])
    let message = try #require(report.message)
    #expect(message.contains("line 29\ntoken is ***\n***"))
    #expect(!message.contains("line 11\n") && message.contains("line 12\n"))
    for word in ["0123456789abcdef", "lineofit"] {
      #expect(!"\(report)".contains(word) && !message.contains(word))
    }
  }

  @Test(arguments: [
    (["s3cret"], "a s3cret b", "a *** b"), (["ab", "abc"], "abc ab", "*** ***"), ([""], "a", "a"),
    (["s3cret"], "czNjcmV0", "***"), (["two\nlines-long\n}"], "{ } lines-long", "{ } ***"),
    ([" padded \n"], "a padded b", "a***b"),
  ])
  func `secrets are masked, whole and in part`(secrets: [String], text: String, masked: String) {
    #expect(Mask(secrets.map { Secret($0) })(text) == masked)
  }

  @Test
  func `files are written with their modes, and appended to`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "deep/er/file 'x'").path
      let value: Value = [
        "write_files": [
          ["path": .string(path), "permissions": "0640", "content": "one\n"],
          ["path": .string(path), "permissions": "0600", "content": "two\n", "append": true],
        ]
      ]
      let report = try await report(JSON.text(value))
      #expect(report.isSuccess)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      // Whoever may, finds the way to what is for all.
      let above = try FileManager.default.attributesOfItem(
        atPath: folder.appending(path: "deep/er").path)
      #expect(above[.posixPermissions] as? Int == 0o755)
    }
  }

  @Test
  func `a file that cannot be written ends the run`() async throws {
    try await withTemporaryDirectory { folder in
      let file = try folder.write("a file", to: "blocked")
      let (before, after) = (folder.appending(path: "1").path, folder.appending(path: "3").path)
      let value: Value = [
        "write_files": .list(
          [before, "\(file.path)/below", after].map { ["path": .string($0), "content": "x"] }),
        "runcmd": ["echo never"],
      ]
      let report = try await report(JSON.text(value))
      #expect(report.failure?.name == "write \(file.path)/below")
      #expect(report.steps.map(\.outcome) == [.done, .failed(status: 1), .skipped, .skipped])
      #expect(report.message?.contains("mkdir") == true)
      #expect(!FileManager.default.fileExists(atPath: after))
    }
  }

  @Test
  func `commands at boot never end the run`() async throws {
    let report = try await report(commands(["exit 4"], section: "bootcmd"))
    #expect(report.isSuccess)
    #expect(report.steps.map(\.outcome) == [.ended])
  }
}
