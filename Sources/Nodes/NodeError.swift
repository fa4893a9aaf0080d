// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a container did not become what it was to be.
package struct NodeError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
