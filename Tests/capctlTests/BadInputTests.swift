// SPDX-License-Identifier: Apache-2.0

import Spawn
import TestKit
import Testing

struct BadInputTests {
  private static let see = "hint: see capctl generate yaml --help\n"

  @Test(
    arguments: [
      (
        ["generate", "yaml", "--from", "/nowhere/t.yaml"],
        "error: cannot read /nowhere/t.yaml: no such file or directory\n", 1
      ),
      (["generate", "yaml", "--from", "/usr"], "error: cannot read /usr: is a directory\n", 1),
      (["generate", "yaml", "--from="], "error: cannot read '': no such file or directory\n", 1),
      (
        ["generate", "yaml", "--from", "/dev/zero"],
        "error: cannot read /dev/zero: it has more than 64 MiB\n", 1
      ),
      (
        ["generate", "yaml", "--form", "x"],
        "error: cannot run capctl generate yaml: unknown flag --form\nhint: did you mean --from?\n",
        2
      ),
      (
        ["generate", "yaml", "--from"],
        "error: cannot run capctl generate yaml: --from needs a value\n" + see, 2
      ),
      (
        ["generate", "yaml", "t.yaml"],
        "error: cannot run capctl generate yaml: unexpected argument \"t.yaml\"\n" + see, 2
      ),
      (
        ["generate", "yaml", "--strict=perhaps"],
        "error: cannot run capctl generate yaml: --strict takes true or false, not \"perhaps\"\n"
          + see, 2
      ),
      (
        ["genrate"],
        "error: cannot run capctl: unknown command \"genrate\"\nhint: did you mean \"generate\"?\n",
        2
      ),
      (
        ["version", "-o", "xml"],
        "error: cannot run capctl version: --output takes json or yaml, not \"xml\"\n"
          + "hint: see capctl version --help\n", 2
      ),
      (
        ["apply"],
        "error: cannot run capctl apply: must specify one of -f\nhint: see capctl apply --help\n", 2
      ),
      (
        ["generate", "cluster", "demo"],
        "error: cannot run capctl generate cluster: no template is named\n"
          + "hint: give --infrastructure or --from\n", 2
      ),
    ] as [([String], String, Int32)])
  func `a wrong call is told in a line`(
    _ words: [String], _ errors: String, _ code: Int32
  ) async throws {
    var command = Command(Capctl.path, words)
    command.accepts = [1, 2]
    let output = try await command.run()
    #expect(output.text == "")
    #expect(output.errorText == errors)
    #expect(output.exitCode == code)
  }

  @Test(arguments: [
    (Array("a\n b: ${A".utf8), "expand standard input:2:5: missing closing brace: unclosed ${A"),
    (Array("a: ${A}\0".utf8), "expand standard input:1:8: the text has a NUL byte"),
    (
      Array("a:\n  é".utf8) + [0xFF, 0x41],
      "read standard input: no valid UTF-8 at line 2, column 4"
    ),
    ([0xC3], "read standard input: no valid UTF-8 at line 1, column 1"),
    (
      Array("${A:0:-1}".utf8),
      "expand standard input:1:1: a slice of A cannot have the negative length -1"
    ),
  ])
  func `a wrong template is told in a line`(_ template: [UInt8], _ words: String) async throws {
    let output = try await Capctl.run(
      "generate", "yaml", input: .bytes(template), environment: ["A": "x"])
    #expect(output.text == "")
    #expect(output.errorText.split(separator: "\n").first ?? "" == "error: cannot \(words)")
    #expect(output.exitCode == 1)
  }

  @Test func `all missing variables are told at once, and nothing is half written`() async throws {
    let template = String(repeating: "x: y\n", count: 50_000) + "${B} ${A}\n${B}"
    let output = try await Capctl.run("generate", "yaml", input: .bytes(Array(template.utf8)))
    #expect(output.text == "")
    #expect(
      output.errorText == """
        error: cannot expand standard input: value for variables [A, B] is not set. Please set the \
        value using os environment variables or the clusterctl config file
        hint: first used: A at standard input:50001:6, B at standard input:50001:1

        """)
    #expect(output.exitCode == 1)
  }

  @Test func `what cannot be shown is not`() async throws {
    let output = try await Capctl.run("ver\u{1B}[2Jsion\n")
    #expect(
      output.errorText == """
        error: cannot run capctl: unknown command "ver?[2Jsion?"
        hint: see capctl --help

        """)
  }
}
