// SPDX-License-Identifier: Apache-2.0

/// Who calls, and who else is known where they come in.
struct Caller: Sendable {
  var user = User.local
  /// Whose a token is that the API has not made.
  var holder: @Sendable (_ token: String) -> User? = { _ in nil }
}
