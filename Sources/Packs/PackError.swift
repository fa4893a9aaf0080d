// SPDX-License-Identifier: Apache-2.0

import Log

/// What is wrong with a provider pack, and where in its file.
package struct PackError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
