// SPDX-License-Identifier: Apache-2.0

import Glibc
import Log

/// Why a data directory could not be taken, read or written.
package struct PlaneError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }

  /// What the system said to a call that failed.
  init(_ action: String, code: Int32) {
    let cause = unsafe String(cString: strerror(code)).lowercased()
    let hint: String? =
      switch code {
      case EACCES, EPERM, EROFS: "give a folder that you may write to with --data-dir"
      case ENOSPC, EDQUOT, EFBIG: "make room there, or give another folder with --data-dir"
      default: nil
      }
    self.init(action, cause, hint: hint)
  }
}
