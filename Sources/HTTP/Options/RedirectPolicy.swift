// SPDX-License-Identifier: Apache-2.0

/// What to do with a 3xx answer that names another place.
package enum RedirectPolicy: Sendable, Equatable {
  /// It is the answer.
  case none
  /// Goes there, this many times at the most. A body that was streamed cannot go along.
  case follow(Int)
}
