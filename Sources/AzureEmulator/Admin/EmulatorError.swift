// SPDX-License-Identifier: Apache-2.0

import Log

/// Why the emulator could not do what its owner asked.
package struct EmulatorError: Failure {
  package let action: String
  package let cause: String

  init(_ action: String, _ cause: String) {
    self.action = action
    self.cause = cause
  }
}
