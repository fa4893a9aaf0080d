// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Spawn
import TestKit
import Testing

struct FailureTests {
  private func failure(of command: Command) async throws -> SpawnError {
    try #require(await #expect(throws: SpawnError.self) { try await command.run() })
  }

  @Test(arguments: [
    (["nginx-that-is-not"], "cannot run nginx-that-is-not: not found in PATH"),
    ([""], "cannot run '': not found in PATH"),
    (["/nowhere/x", "a b"], "cannot run /nowhere/x 'a b': no such file or directory"),
    (["/etc/passwd"], "cannot run /etc/passwd: permission denied"),
    (["/"], "cannot run /: permission denied"),
    (["sh", "-c", "exit 3"], "cannot run sh -c 'exit 3': exit status 3"),
    (["sh", "-c", "kill -9 $$"], "cannot run sh -c 'kill -9 $$': killed by SIGKILL"),
    (["echo", "a\0b"], "cannot run echo $'a\\u0000b': an argument or a variable holds a NUL byte"),
    (
      ["sh", "-c", "echo out; echo first >&2; echo last >&2; echo >&2; exit 1"],
      "cannot run sh -c 'echo out; echo first >&2; echo last >&2; echo >&2; exit 1': "
        + "exit status 1: last"
    ),
    (
      ["sh", "-c", "echo it\\'s; false"],
      #"cannot run sh -c 'echo it\'\''s; false': exit status 1: it's"#
    ),
  ])
  func `a failure names the command and its last words`(words: [String], text: String) async throws
  {
    let command = Command(words[0], Array(words.dropFirst()))
    #expect(try await failure(of: command).description == text)
  }

  @Test func `the command line of an error can be pasted into a shell`() async throws {
    let arguments = ["a", "two words", "it's", "$HOME `x` \"q\"", "", "tab\tand\nnewline", "ü*?~"]
    let command = Command("/bin/echo", arguments)
    let direct = try await command.run().text
    #expect(try await Command("bash", "-c", command.line).run().text == direct)
  }

  @Test func `a directory that does not exist is named`() async throws {
    var command = Command("ls")
    command.directory = "/no where"
    #expect(
      try await failure(of: command).description
        == "cannot run cd '/no where' && ls: no such directory: /no where")
  }

  @Test func `a script whose interpreter is missing says so`() async throws {
    try await withTemporaryDirectory { directory in
      let script = try directory.write("#!/nowhere/python\n", to: "script").path
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
      let error = try await failure(of: Command(script))
      #expect(error.cause == "its interpreter does not exist")
    }
  }

  @Test func `secrets show as stars, in the command and in its last words`() async throws {
    let script = "echo cannot log in with $1 >&2; exit 1"
    var command = Command("sh", "-c", script, "sh", "--token=s3cret")
    command.secrets = [Secret("s3cret"), Secret("")]
    let error = try await failure(of: command)
    let end = "sh '--token=***': exit status 1: cannot log in with --token=***"
    #expect(error.description.hasSuffix(end))
    #expect(!"\(error) \(error.lastLines)".contains("s3cret"))
  }

  @Test func `the last lines are shown without control characters`() async throws {
    let command = Command("printf", #"\033[31mred\007\n\r\nend\n"#)
    var failing = command
    failing.accepts = []
    #expect(try await failure(of: failing).lastLines == ["[31mred", "end"])
  }

  @Test func `a program that writes too much is stopped`() async throws {
    var command = Command("yes")
    command.limit = 1000
    let error = try await failure(of: command)
    #expect(error.kind == .tooMuchOutput)
    #expect(error.description == "cannot run yes: wrote more than 1000 bytes to standard output: y")
  }

  @Test func `of a flood of complaints the end is kept`() async throws {
    let command = Command("sh", "-c", "seq 1 200000 >&2; exit 1")
    let error = try await failure(of: command)
    #expect(error.lastLines == (199_981...200_000).map(String.init))
  }
}
