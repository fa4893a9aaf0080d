// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a source could not be followed, or what it holds not be applied.
package struct GitOpsError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?
  /// The word for it in conditions.
  let reason: String?

  package init(_ action: String, _ cause: String, reason: String? = nil, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.reason = reason
  }

  /// What a condition says: the hint is all that a reader will see.
  var message: String { hint.map { "\(description); \($0)" } ?? description }
}

/// What a condition says of any error.
func message(of error: any Error) -> String {
  guard let failure = error as? any Failure else { return "\(error)" }
  return failure.hint.map { "\(failure.description); \($0)" } ?? failure.description
}
