// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a text of the short schema notation cannot be read.
package struct NotationError: Failure, Hashable {
  package let subject: String
  package let cause: String

  init(_ subject: String, _ cause: String) {
    self.subject = subject
    self.cause = cause
  }

  package var action: String { "read schema of \(subject)" }
}
