// SPDX-License-Identifier: Apache-2.0

import Spawn
import TestKit
import Testing

/// docs/reference/verbs.md holds what `--help` says of every verb.
struct VerbReferenceTests {
  @Test func `the page of verbs says what their help says`() async throws {
    var page = """
      # Verbs

      What `capctl VERB --help` prints.

      """
    try await add(["capctl"], to: &page)
    try Golden.check(page, page: "docs/reference/verbs.md")
  }

  private func add(_ words: [String], to page: inout String) async throws {
    let help = try await Capctl.run(words: words.dropFirst() + ["--help"]).text
    page += "\n## \(words.joined(separator: " "))\n\n"
    page +=
      help.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n") + "\n"
    for verb in verbs(in: help) { try await add(words + [verb], to: &page) }
  }

  /// Those that a help lists.
  private func verbs(in help: String) -> [String] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { $0 != "Commands:" }
      .dropFirst().prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}
