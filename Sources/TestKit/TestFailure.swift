// SPDX-License-Identifier: Apache-2.0

import Log

/// What went wrong in a fixture, as opposed to in what it tests.
package struct TestFailure: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  package init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }

  // A test shows no hint of its own accord.
  package var description: String {
    "cannot \(action): \(cause)" + (hint.map { "; hint: \($0)" } ?? "")
  }
}
