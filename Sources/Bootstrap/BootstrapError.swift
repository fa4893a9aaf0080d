// SPDX-License-Identifier: Apache-2.0

import Log

/// Why bootstrap data could not be made, or did not do its work on a machine.
package struct BootstrapError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  package init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
