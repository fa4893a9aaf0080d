// SPDX-License-Identifier: Apache-2.0

/// What an error of the API means.
package struct ErrorRule: Sendable {
  /// What is done about it.
  package enum Response: String, Sendable, CaseIterable {
    /// The same again, soon, then less often.
    case retry
    /// Nothing for a while: whoever answers is busy.
    case wait
    /// Nothing until the object changes, or for ten minutes.
    case giveUp
  }

  /// The API's own word; nil for any.
  let code: String?
  /// Empty for any.
  let statuses: [Int]
  let response: Response?
  let hint: String?

  func covers(code: String?, status: Int) -> Bool {
    (self.code == nil || self.code == code) && (statuses.isEmpty || statuses.contains(status))
  }

  /// What an answer means where no rule says otherwise.
  static func usual(status: Int, hasRetryAfter: Bool) -> Response {
    switch status {
    case _ where hasRetryAfter: .wait
    case 429: .wait
    case 400..<500 where ![401, 404, 408, 409, 412, 423].contains(status): .giveUp
    default: .retry
    }
  }
}
