// SPDX-License-Identifier: Apache-2.0

import CSSH2

extension Session {
  /// Logs in with a private key, which is tried once.
  borrowing func logIn(
    as user: String, with key: PrivateKey, _ vigil: Vigil
  ) throws(SSHError) {
    guard let methods = try methods(for: user, vigil) else { return }
    guard methods.contains("publickey") else {
      throw SSHError(
        vigil.action,
        "the server takes no keys for \(user), only \(methods.joined(separator: ", "))",
        kind: .refused)
    }
    // A passphrase that is NULL would make OpenSSL ask for one on the terminal.
    let code = try complete(vigil, awaiting: "the login") {
      unsafe libssh2_userauth_publickey_frommemory(
        handle, user, user.utf8.count, nil, 0, key.text, key.text.utf8.count, key.passphrase)
    }
    if code != 0 { throw loginError(code, user, key) }
  }

  /// The ways to log in that the server offers; nil where it needs none.
  private borrowing func methods(for user: String, _ vigil: Vigil) throws(SSHError) -> [String]? {
    var names: String?
    let code = try complete(vigil, awaiting: "the login") {
      // libssh2 owns the list, and frees it with the session.
      if let list = unsafe libssh2_userauth_list(handle, user, UInt32(user.utf8.count)) {
        names = oneLine(unsafe String(cString: list))
        return 0
      }
      if unsafe libssh2_userauth_authenticated(handle) == 1 { return 0 }
      let code = unsafe libssh2_session_last_errno(handle)
      return code == 0 ? LIBSSH2_ERROR_PROTO : code
    }
    guard code == 0 else { throw lost() }
    return names?.split(separator: ",").map(String.init)
  }

  private borrowing func loginError(
    _ code: Int32, _ user: String, _ key: PrivateKey
  ) -> SSHError {
    if let farewell = wire.farewell {
      return SSHError(action, "login refused for user \(user): \(farewell)", kind: .refused)
    }
    if wire.end != nil { return lost() }
    switch code {
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
      return SSHError(
        action, "login refused for user \(user)\(key.isRSA ? " with an RSA key" : "")",
        hint: key.isRSA
          ? "use an ed25519 or ecdsa key: RSA works only where the server still takes SHA-1 signatures"
          : "check the user's name, and that the server has the public key",
        kind: .refused)
    default: return SSHError(action, key.damage)
    }
  }

  /// The error for a connection that has ended under us.
  borrowing func lost() -> SSHError {
    if let farewell = wire.farewell {
      return SSHError(action, "the server ended the connection: \(farewell)")
    }
    return SSHError(action, wire.end ?? "the connection broke: \(lastError().words)")
  }
}
