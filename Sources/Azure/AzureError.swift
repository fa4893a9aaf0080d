// SPDX-License-Identifier: Apache-2.0

import Log

/// Why Azure did not let us in, or could not be asked.
package struct AzureError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?
  /// Azure's own word, such as `AADSTS7000215`.
  package let code: String?
  /// What it answered with; nil where nobody answered.
  package let status: Int?
  /// In seconds, where Azure said so.
  package let retryAfter: Int64?

  init(
    _ action: String, _ cause: String, hint: String? = nil, code: String? = nil,
    status: Int? = nil, retryAfter: Int64? = nil
  ) {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.code = code
    self.status = status
    self.retryAfter = retryAfter
  }
}
