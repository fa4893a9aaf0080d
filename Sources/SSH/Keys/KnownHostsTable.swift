// SPDX-License-Identifier: Apache-2.0

import CSSH2

/// known_hosts as libssh2 holds it. Must not outlive the session it was made for.
@safe struct KnownHostsTable: ~Copyable {
  private let handle: OpaquePointer

  init(_ hosts: KnownHosts, in session: borrowing Session, for action: String) throws(SSHError) {
    guard let handle = unsafe libssh2_knownhost_init(session.handle) else {
      throw SSHError(action, "out of memory")
    }
    for line in hosts.lines {
      let code = unsafe libssh2_knownhost_readline(
        handle, line, line.utf8.count, LIBSSH2_KNOWNHOST_FILE_OPENSSH)
      if code == 0 { continue }
      let words = session.lastError().words
      unsafe libssh2_knownhost_free(handle)
      throw SSHError(action, words)
    }
    unsafe self.handle = unsafe handle
  }

  deinit {
    unsafe libssh2_knownhost_free(handle)
  }

  /// The name under which the table has the server, and the types of key it has for it. Like `ssh`, a
  /// server on another port than 22 is looked for under its plain name too, if it has no line of its own.
  borrowing func entry(for endpoint: SSHEndpoint) -> (name: String, types: [HostKeyType])? {
    let (plain, withPort) = (
      endpoint.host.lowercased(), "[\(endpoint.host.lowercased())]:\(endpoint.port)"
    )
    for name in endpoint.port == 22 ? [plain, withPort] : [withPort, plain] {
      // No key is that short, so the answer for a type that the table has is a mismatch.
      let types = HostKeyType.allCases.filter {
        check(name, "AAAA", $0) == LIBSSH2_KNOWNHOST_CHECK_MISMATCH
      }
      if !types.isEmpty { return (name, types) }
    }
    return nil
  }

  borrowing func holds(_ key: HostKey, as name: String) -> Bool {
    check(name, key.base64, key.type) == LIBSSH2_KNOWNHOST_CHECK_MATCH
  }

  private borrowing func check(_ name: String, _ key: String, _ type: HostKeyType) -> Int32 {
    let mask =
      LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64 | type.knownHostMask
    return unsafe libssh2_knownhost_check(handle, name, key, key.utf8.count, mask, nil)
  }
}
