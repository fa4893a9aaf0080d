// SPDX-License-Identifier: Apache-2.0

/// What can stand in a place of the command line.
package enum Completion: Sendable {
  case nothing
  case files
  case words([String])

  /// Looked up when somebody asks, given what has been typed.
  case dynamic(@Sendable (TypedLine) async -> [Candidate])
}

/// A word that can be typed, and what it stands for.
package struct Candidate: Sendable, Hashable {
  package let word: String
  package let summary: String

  package init(_ word: String, _ summary: String = "") {
    self.word = word
    self.summary = summary
  }
}
