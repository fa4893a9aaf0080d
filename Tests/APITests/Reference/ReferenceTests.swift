// SPDX-License-Identifier: Apache-2.0

import Manifest
import TestKit
import Testing

@testable import API

/// The pages of docs/reference that are made from the source are as the source is.
struct ReferenceTests {
  @Test(arguments: Kinds.all.map(\.kind))
  func `a kind's page says what its schema says`(_ name: String) throws {
    let kind = try #require(Kinds.all.first { $0.kind == name })
    try Golden.check(
      KindPage(kind: kind).text(), page: "docs/reference/kinds/\(name.lowercased()).md")
  }

  @Test func `every kind is in the list`() throws {
    var lines = [
      "# Reference", "",
      "Made from the source: [the verbs](verbs.md) of capctl, [the words](words.md) that are met in objects,",
      "and the kinds:", "", "| kind | group | |", "|---|---|---|",
    ]
    for kind in Kinds.all {
      let about = try kind.version(kind.storedVersion).schema["description"]?.string ?? ""
      lines.append(
        "| [\(kind.kind)](kinds/\(kind.kind.lowercased()).md) | `\(kind.group)` | \(about) |")
    }
    try Golden.check(lines.joined(separator: "\n") + "\n", page: "docs/reference/README.md")
  }

  @Test func `the words in objects are those of the source`() throws {
    let text = try WordPage().text()
    try Golden.check(text, page: "docs/reference/words.md")
    for row in text.split(separator: "\n") { #expect(!row.hasSuffix("|  |"), "no meaning: \(row)") }
  }
}
