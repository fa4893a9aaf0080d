// SPDX-License-Identifier: Apache-2.0

import Log

/// A program that could not be started, was stopped, or ended in a way its command does not accept.
package struct SpawnError: Failure, Equatable {
  package enum Kind: Sendable, Equatable {
    case notFound
    case notStarted
    case deadline
    case cancelled
    case tooMuchOutput
    case failed(Status)
  }

  package let kind: Kind
  package let action: String
  package let cause: String

  /// The last lines that the program wrote, oldest first, without control characters.
  package let lastLines: [String]

  init(_ kind: Kind, running command: String, _ cause: String, lastLines: [String] = []) {
    self.kind = kind
    self.action = "run \(command)"
    self.lastLines = lastLines
    self.cause = lastLines.last.map { "\(cause): \($0)" } ?? cause
  }

  init(_ reason: Errno, running command: String) {
    self.init(.notStarted, running: command, reason.text)
  }
}
