// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// The page of words that people meet in objects: conditions, reasons, annotations, labels, finalizers,
/// as the source says them.
struct WordPage {
  private static let chapters = [
    ("Conditions", "API/Names/ConditionTypes.swift"), ("Reasons", "API/Names/Reasons.swift"),
    ("Conditions and reasons of Flux's kinds", "GitOps/FluxWords.swift"),
    ("Annotations", "API/Names/Annotations.swift"), ("Labels", "API/Names/Labels.swift"),
    ("Finalizers", "API/Names/Finalizers.swift"),
  ]

  func text() throws -> String {
    var lines = [
      "# Words in objects", "",
      "A condition that is as it should be has its own type as the reason, and one that is not has",
      "`Not` before it, unless there is more to say: then it is one of the reasons below. The message of",
      "a condition that is not as it should be names what it waits for, since when, and what to do.",
    ]
    for (title, file) in Self.chapters {
      lines += ["", "## \(title)", "", "| word | meaning |", "|---|---|"]
      lines += try rows(of: file)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rows(of file: String) throws -> [String] {
    let text = try String(
      contentsOf: Golden.root.appending(path: "Sources/\(file)"), encoding: .utf8)
    // A declaration may go on in its next line.
    let lines = text.replacing("=\n   ", with: "=").split(separator: "\n").map(String.init)
    var rows: [String] = []
    var meaning: [String] = []
    for line in lines.map({ $0.drop(while: \.isWhitespace) }) {
      if line.hasPrefix("/// ") {
        meaning.append(String(line.dropFirst(4)))
        continue
      }
      defer { meaning = [] }
      guard let constant = line.wholeMatch(of: /(?:package )?static let \w+ = +"(.+)"/) else {
        continue
      }
      rows.append("| `\(constant.1)` | \(meaning.joined(separator: " ")) |")
    }
    return rows
  }
}
