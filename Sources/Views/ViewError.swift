// SPDX-License-Identifier: Apache-2.0

import Log

/// What was asked to be shown, and cannot be.
package struct ViewError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  package init(_ action: String, _ cause: String, hint: String? = nil) {
    (self.action, self.cause, self.hint) = (action, cause, hint)
  }
}
