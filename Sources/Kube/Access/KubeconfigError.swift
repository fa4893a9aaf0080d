// SPDX-License-Identifier: Apache-2.0

import Log

/// Why it cannot be told where the cluster is, or who we are there.
package struct KubeconfigError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  package init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
