// SPDX-License-Identifier: Apache-2.0

import Glibc
import Log

/// Something given to a verb that cannot be read.
struct ReadError: Failure {
  let action: String
  let cause: String

  init(_ name: String, _ cause: String) {
    action = "read \(name)"
    self.cause = cause
  }

  init(_ name: String, code: Int32) {
    self.init(name, unsafe String(cString: strerror(code)).lowercased())
  }
}
