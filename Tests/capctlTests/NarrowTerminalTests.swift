// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// What is written to a terminal of 40 columns.
struct NarrowTerminalTests {
  /// What a command writes to such a terminal, line by line, without colours.
  private func lines(_ line: String) async throws -> [Substring] {
    var command = Command(
      try Part.path("script"), "-qec", "stty cols 40 rows 24; \(Capctl.path) \(line)", "/dev/null")
    command.environment = Capctl.environment([
      "PATH": "/usr/bin:/bin", "TERM": "xterm", "HOME": "/nowhere",
    ])
    command.accepts = Set(0...255)
    command.deadline = .seconds(120)
    // A terminal ends lines with two characters, which Swift takes for one.
    return try await command.run().text
      .replacing(/\u{1B}\[[0-9;]*m/, with: "").split(whereSeparator: \.isNewline)
  }

  /// Words that are longer than a line are not broken: what they name could not be copied any more.
  private func isNarrow(_ line: Substring) -> Bool {
    line.count <= 40 || line.split(separator: " ").contains { $0.count > 30 }
  }

  @Test(arguments: ["--help", "get --help", "generate cluster --help", "wait --help"])
  func `help fits`(_ line: String) async throws {
    let lines = try await lines(line)
    #expect(lines.count > 20)
    // What can be pasted stays as it is, with the remark above it.
    for line in lines
    where !line.hasPrefix("  capctl") && !line.hasPrefix("  #") && !line.contains(" | ") {
      #expect(isNarrow(line), "\(line)")
    }
  }

  @Test func `a tree fits`() async throws {
    try await Stage.run { stage in
      let lines = try await lines("describe cluster one --data-dir \(stage.server.folder.path)")
      #expect(lines.count > 1, "\(lines)")
      for line in lines { #expect(isNarrow(line), "\(line)") }
    }
  }
}
