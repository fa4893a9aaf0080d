// SPDX-License-Identifier: Apache-2.0

import Log

/// Why the store could not be opened, read or written.
package struct StoreError: Failure {
  package enum Kind: Sendable {
    case cannotOpen
    case corrupted
    case full
    case locked
    case newerSchema
    case other
  }

  package let kind: Kind
  package let action: String
  package let cause: String
  package let hint: String?

  init(_ kind: Kind, _ action: String, _ cause: String, hint: String? = nil) {
    self.kind = kind
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
