// SPDX-License-Identifier: Apache-2.0

import Log

/// What went wrong with a template, and where in its text.
package struct TemplateError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  /// The variables that have no value, sorted; empty when something else went wrong.
  package let missing: [String]

  init(_ action: String, _ cause: String, hint: String? = nil, missing: [String] = []) {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.missing = missing
  }
}
