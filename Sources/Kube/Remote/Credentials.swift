// SPDX-License-Identifier: Apache-2.0

import HTTP
package import Log

/// What a client shows of itself, beside a certificate.
package enum Credentials: Sendable {
  case none
  case token(Secret<String>)
  case password(user: String, Secret<String>)
  /// Read again and again, for whoever wrote it replaces it before it expires.
  case tokenFile(String)
  case plugin(ExecPlugin)
}

/// Credentials as one request carries them.
struct Login: Sendable, Equatable {
  var authorization: Authorization?
  var identity: TLSOptions.Identity?
  /// When it is of no more use, by the wall clock.
  var expiry: Time?
}
