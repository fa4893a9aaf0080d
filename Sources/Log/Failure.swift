// SPDX-License-Identifier: Apache-2.0

/// An error made for a person to read: `cannot <action>: <cause>`, and perhaps what to do about it.
///
/// Every module has one such struct. Neither field ends in a full stop, and neither holds a secret.
package protocol Failure: Error, CustomStringConvertible {
  /// What was attempted, verb first, the thing quoted as it was given: `fetch from git@host:a.git`.
  var action: String { get }

  /// Why it did not work, in lower case.
  var cause: String { get }

  /// What the reader can do about it, where something can be said.
  var hint: String? { get }
}

extension Failure {
  package var hint: String? { nil }

  package var description: String { "cannot \(action): \(cause)" }
}
