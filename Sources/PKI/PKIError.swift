// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a key or a certificate could not be made, read or used.
package struct PKIError: Failure, Equatable {
  package let action: String
  package let cause: String
  package let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
