// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a document, a patch, a path or a selector could not be read or applied.
package struct ManifestError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  package init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
