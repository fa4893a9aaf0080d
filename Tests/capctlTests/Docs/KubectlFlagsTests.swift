// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// docs/command-line.md says which flags of kubectl there are not.
struct KubectlFlagsTests {
  private static let verbs = [
    "get", "apply", "delete", "edit", "scale", "wait", "events", "api-resources",
    "rollout status", "rollout restart", "rollout pause", "rollout resume",
  ]

  /// By verb, as the page's table has them.
  private static func told(_ verb: String) throws -> Set<String> {
    let page = try String(
      contentsOf: Golden.root.appending(path: "docs/command-line.md"), encoding: .utf8)
    let lines = page.split(separator: "\n")
      .drop { $0 != "### Flags of kubectl that are not here" }
      .dropFirst().prefix { !$0.hasPrefix("#") }.filter { $0.hasPrefix("|") }
    let word = verb.split(separator: " ").first ?? ""
    let rows = lines.map { $0.split(separator: "|", maxSplits: 2) }.filter { row in
      row.count == 3 && (row[0] == " all " || row[0].contains("`\(word)`"))
    }
    let flags = rows.flatMap { row in row[1].matches(of: /`(--[a-z-]+)`/).map { String($0.1) } }
    return Set(flags)
  }

  private static func debians() throws -> String {
    let path = ProcessInfo.processInfo.environment["CAPCTL_KUBECTL"] ?? ""
    guard !path.isEmpty else {
      throw TestFailure(
        "find Debian's kubectl", "CAPCTL_KUBECTL is not set",
        hint: "run the tests with hack/test, or set what hack/kubectl --print writes")
    }
    return path
  }

  private func flags(_ program: String, _ verb: String) async throws -> Set<String>? {
    var command = Command(program, verb.split(separator: " ").map(String.init) + ["--help"])
    command.accepts = Set(0...255)
    command.deadline = .seconds(60)
    command.environment = .extended(["HOME": NSTemporaryDirectory()])
    let output = try await command.run()
    guard output.exitCode == 0 else { return nil }
    let found = output.text.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^ +(?:-[a-zA-Z], )?(--[a-z-]+)/).map { String($0.1) }
    }
    return Set(found)
  }

  @Test(arguments: verbs)
  func `every flag of kubectl is here, or told not to be`(_ verb: String) async throws {
    let ours = try #require(try await flags(Capctl.path, verb))
    #expect(!ours.isEmpty)
    let told = try Self.told(verb)
    var theirs: Set<String> = []
    for program in [try Self.debians(), try Part.path("kubectl")] {
      // One of 1.20 has no events.
      theirs.formUnion(try await flags(program, verb) ?? [])
    }
    #expect(theirs.count > 1)
    #expect(theirs.subtracting(ours).subtracting(told).sorted() == [], "not told")
    #expect(told.intersection(ours).sorted() == [], "told, and here")
  }
}
