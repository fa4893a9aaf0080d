// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CommandLine

struct CompleterTests {
  private static let commands = [
    "get\tShow things", "group\tA group", "fail\tThrows",
  ]

  @Test(arguments: [
    ([""], commands + [":nothing"]), (["g"], ["get\tShow things", "group\tA group", ":nothing"]),
    (["x"], [":nothing"]), ([], [":nothing"]), (["gte", ""], [":nothing"]),
    (["get", ""], ["apples", "pears", ":nothing"]), (["get", "ap"], ["apples", ":nothing"]),
    (["get", "apples", ""], [":nothing"]), (["group", "leaf", "a", ""], [":nothing"]),
    (["get", "--w"], ["--wide\tShow more columns.", ":nothing"]),
    (["get", "--f"], ["--file=\tA file.", ":nothing"]),
    (["get", "--out"], ["--output=\tOne of json or yaml.", ":nothing"]),
    (["get", "--he"], ["--help\tShow what the command does", ":nothing"]),
    (["get", "-o", ""], ["json", "yaml", ":nothing"]),
    (["get", "--output", "j"], ["json", ":nothing"]),
    (["get", "--output="], ["--output=json", "--output=yaml", ":nothing"]),
    (["get", "--file="], [":files"]), (["get", "-f", "x"], [":files"]),
    (["get", "--label=re"], ["--label=re=blue\tby colour", ":nothing"]),
    (["group", "choose", "apples", ""], ["apples,-,3", ":nothing"]),
    (["group", "choose", "-c", "x", "--file=f", "apples", "a", ""], ["apples,a,f,?", ":nothing"]),
    (
      ["group", "choose", "-c", "5", "--file=f", "apples", "a", "a"], ["apples,a,f,5", ":nothing"]
    ),
    (["group", "choose", "-c", "x", "apples", "a"], ["apples,-,?", ":nothing"]),
    (["get", "--", "-"], [":nothing"]), (["-n", "x", "gr"], ["group\tA group", ":nothing"]),
  ])
  func `a command line goes on in these ways`(_ words: [String], _ lines: [String]) async throws {
    let expected = lines.map { $0 + "\n" }.joined()
    #expect(try await answer(["__complete"] + words) == Answer(output: expected))
  }
}
