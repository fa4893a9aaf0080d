// SPDX-License-Identifier: Apache-2.0

import Log

/// Why an archive could not be read or written.
package struct ArchiveError: Failure, Equatable {
  package let action: String
  package let cause: String

  init(_ action: String, _ cause: String) {
    self.action = action
    self.cause = cause
  }
}
