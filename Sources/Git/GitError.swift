// SPDX-License-Identifier: Apache-2.0

import Log

/// Why something could not be done with git.
package struct GitError: Failure, Equatable {
  package let action: String
  package let cause: String
  package let hint: String?
  let kind: Kind

  enum Kind: Equatable {
    case authenticationRefused, cancelled, damaged, empty, nonFastForward, notFound
    case rejected, timeout, tooLarge, other
  }

  init(_ action: String, _ cause: String, _ kind: Kind = .other, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.kind = kind
    self.hint = hint
  }

  /// The server did not take the credentials, or wants some and was given none.
  package var isAuthenticationRefused: Bool { kind == .authenticationRefused }

  /// The task that asked for it was cancelled.
  package var isCancelled: Bool { kind == .cancelled }

  /// The mirror on disk cannot be read; the next fetch makes it anew.
  package var isDamaged: Bool { kind == .damaged }

  /// The repository has no commit yet.
  package var isEmptyRepository: Bool { kind == .empty }

  /// The branch moved on the server, each time the change was put on its tip.
  package var isNonFastForward: Bool { kind == .nonFastForward }

  /// There is no such repository, branch, tag, commit or path.
  package var isNotFound: Bool { kind == .notFound }

  /// The server took the commits and refused to move the branch: a hook, or a right that is missing.
  package var isRejected: Bool { kind == .rejected }

  /// It did not end within its time.
  package var isTimeout: Bool { kind == .timeout }

  /// It is larger than the limit that was set.
  package var isTooLarge: Bool { kind == .tooLarge }
}
