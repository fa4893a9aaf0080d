// SPDX-License-Identifier: Apache-2.0

import Log

/// A command line that cannot be understood.
package struct UsageError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  /// `command` is what it was written for, all of it: `capctl get`.
  package init(_ command: String, _ cause: String, hint: String? = nil) {
    action = "run \(command)"
    self.cause = cause
    self.hint = hint ?? "see \(command) --help"
  }
}
