// SPDX-License-Identifier: Apache-2.0

/// What a command tells the shell about its end.
package struct ExitCode: RawRepresentable, Sendable, Hashable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package static let done = ExitCode(rawValue: 0)
  package static let failed = ExitCode(rawValue: 1)

  /// The command line itself was wrong; nothing was done.
  package static let usage = ExitCode(rawValue: 2)
  package static let notFound = ExitCode(rawValue: 3)
  package static let interrupted = ExitCode(rawValue: 130)

  /// Whoever read the output went away: what the shell says of a program that SIGPIPE ends.
  package static let closedPipe = ExitCode(rawValue: 141)
}
