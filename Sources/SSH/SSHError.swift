// SPDX-License-Identifier: Apache-2.0

import Log

/// Why something over SSH did not work.
package struct SSHError: Failure {
  enum Kind: Sendable {
    case other, hostKeyUnknown, hostKeyChanged, refused, timeout, cancelled, noCommonAlgorithm
  }

  package let action: String
  package let cause: String
  package let hint: String?
  let kind: Kind

  init(_ action: String, _ cause: String, hint: String? = nil, kind: Kind = .other) {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.kind = kind
  }

  /// The same cause, met in the course of something else.
  func retitled(_ action: String) -> SSHError {
    SSHError(action, cause, hint: hint, kind: kind)
  }

  /// The server's key is of a host, or of a type, that known_hosts does not hold.
  package var isHostKeyUnknown: Bool { kind == .hostKeyUnknown }

  /// known_hosts holds another key, or has revoked this one.
  package var isHostKeyChanged: Bool { kind == .hostKeyChanged }

  /// The server does not accept the login. To try again with the same identity is of no use.
  package var isRefused: Bool { kind == .refused }

  package var isTimeout: Bool { kind == .timeout }

  package var isCancelled: Bool { kind == .cancelled }
}
