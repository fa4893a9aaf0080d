// SPDX-License-Identifier: Apache-2.0

import Log

/// The API's own error: what a server answers as a `Status` object, and what every client throws.
package struct StatusError: Failure, Hashable {
  /// Why, in one word that programs match.
  package enum Reason: String, Sendable {
    case badRequest = "BadRequest"
    case unauthorized = "Unauthorized"
    case forbidden = "Forbidden"
    case notFound = "NotFound"
    case methodNotAllowed = "MethodNotAllowed"
    case notAcceptable = "NotAcceptable"
    case alreadyExists = "AlreadyExists"
    case conflict = "Conflict"
    case gone = "Gone"
    case expired = "Expired"
    case requestEntityTooLarge = "RequestEntityTooLarge"
    case unsupportedMediaType = "UnsupportedMediaType"
    case invalid = "Invalid"
    case tooManyRequests = "TooManyRequests"
    case internalError = "InternalError"
    case serviceUnavailable = "ServiceUnavailable"
    case timeout = "Timeout"
    case serverTimeout = "ServerTimeout"
    case unknown = ""
  }

  package struct Cause: Sendable, Hashable {
    package var reason: String
    package var message: String
    package var field: String

    package init(reason: String, message: String, field: String) {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  /// What the error is about.
  package struct Details: Sendable, Hashable {
    package var name = ""
    package var group = ""
    /// A plural, or a kind where the object never had an address.
    package var kind = ""
    package var uid = ""
    package var causes: [Cause] = []
    package var retryAfterSeconds: Int64 = 0

    package init() {}
  }

  /// Where the error was made.
  package enum Origin: Sendable, Hashable {
    case server
    /// The call brought no answer: nobody knows whether it was carried out.
    case unreachable
    /// The caller gave up.
    case cancelled
  }

  package var code: Int
  package var reason: Reason
  package var message: String
  package var details = Details()
  /// Where a list may go on that broke off, though not as of one moment; empty where it may not.
  package var continuation = ""
  /// What the client was doing, for its own words; a server leaves it out.
  package var attempt = ""
  package var hint: String?
  package var origin = Origin.server

  package init(code: Int, reason: Reason, message: String) {
    self.code = code
    self.reason = reason
    self.message = message
  }

  package var action: String { attempt.isEmpty ? "call the API" : attempt }
  package var cause: String { message }
}

extension StatusError {
  package var isNotFound: Bool { reason == .notFound }
  package var isAlreadyExists: Bool { reason == .alreadyExists }
  package var isConflict: Bool { reason == .conflict }
  package var isInvalid: Bool { reason == .invalid }
  /// The revision asked for is no longer kept: list again.
  package var isExpired: Bool { code == 410 }
  /// No server answered.
  package var isUnreachable: Bool { origin == .unreachable }
  package var isCancelled: Bool { origin == .cancelled }
  /// The same call may work later.
  package var isTransient: Bool {
    if isUnreachable { return true }
    return switch reason {
    case .tooManyRequests, .serviceUnavailable, .timeout, .serverTimeout: true
    case .internalError, .unknown: code >= 500
    default: false
    }
  }
}
