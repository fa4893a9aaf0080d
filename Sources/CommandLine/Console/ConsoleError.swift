// SPDX-License-Identifier: Apache-2.0

import Glibc
import Log

/// Standard output takes no more.
package struct ConsoleError: Failure {
  let code: Int32

  package var action: String { "write to standard output" }
  package var cause: String { unsafe String(cString: strerror(code)).lowercased() }

  /// Whether the reader has gone away, which is its right.
  package var isClosedPipe: Bool { code == EPIPE }
}
