// SPDX-License-Identifier: Apache-2.0

import Log

/// Why a request brought no answer, or not the whole of it. A status such as 404 is an answer.
package struct HTTPError: Failure {
  /// Method and URL, without user, password and secret query values.
  package let action: String
  package let cause: String
  package let hint: String?
  let kind: Kind

  enum Kind: Sendable {
    case usage, nameResolution, connectionRefused, connection, proxy, tls, timeout, interrupted
    case redirect, tooLarge, body, cancelled, shutDown, system
  }

  init(_ kind: Kind, action: String, cause: String, hint: String? = nil) {
    self.kind = kind
    self.action = action
    self.cause = cause
    self.hint = hint
  }

  package var isTimeout: Bool { kind == .timeout }
  package var isCancelled: Bool { kind == .cancelled }
  package var isTLS: Bool { kind == .tls }
  package var isNameResolution: Bool { kind == .nameResolution }
  package var isConnectionRefused: Bool { kind == .connectionRefused }
  /// The connection broke after it had been made.
  package var isInterrupted: Bool { kind == .interrupted }
  package var isTooLarge: Bool { kind == .tooLarge }
  /// The request can never be sent as it stands: a bad URL, header or certificate.
  package var isUsage: Bool { kind == .usage }

  /// The server cannot have seen the request.
  var isBeforeSending: Bool {
    switch kind {
    case .nameResolution, .connectionRefused, .connection: true
    default: false
    }
  }

  /// Another try may go better.
  var isTransient: Bool { isBeforeSending || kind == .interrupted || kind == .timeout }

  /// The same failure, told of another action.
  func of(_ action: String) -> HTTPError {
    HTTPError(kind, action: action, cause: cause, hint: hint)
  }
}

extension Duration {
  /// As a person would write it: `30 s`, `1.5 s`, `250 ms`.
  var words: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let tenths = milliseconds / 100
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
