// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// What `capctl explain` says of an object of a plane that runs.
struct Explained {
  /// The folder of the plane.
  let folder: URL
  /// `ready` or `delete`.
  let word: String
  let object: String
  /// What truly stands in the way, and the words that say how.
  let blocker: String
  let words: String
  /// What to do.
  let remedy: String

  /// Waits until it says so: controllers take their time to run into a jam.
  func isTold() async throws {
    var last = ""
    do {
      try await eventually(
        "\(word) \(object) is explained", within: .seconds(120), every: .milliseconds(500)
      ) {
        last = try await answer()
        return isRight(last)
      }
    } catch {
      throw TestFailure("see \(blocker) with \(words) and \(remedy)", "it said:\n\(last)")
    }
    let blockers = last.split(separator: "\n").filter { $0.hasPrefix("What stands in the way: ") }
    #expect(blockers.count == 1, "\(last)")
  }

  private func isRight(_ text: String) -> Bool {
    let lines = text.split(separator: "\n").map(String.init)
    return lines.contains { $0.hasPrefix("What stands in the way: \(blocker)") }
      && lines.contains { $0.contains(blocker) && $0.contains(words) }
      && lines.contains { $0.hasPrefix("What to do: ") && $0.contains(remedy) }
  }

  private func answer() async throws -> String {
    let output = try await Capctl.run(
      words: ["explain", word] + object.split(separator: " ").map(String.init)
        + ["--data-dir", folder.path],
      environment: ["HOME": folder.path])
    return output.text + output.errorText
  }
}
