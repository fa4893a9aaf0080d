// SPDX-License-Identifier: Apache-2.0

import CSSH2
import Glibc

extension Session {
  /// Calls until libssh2 no longer asks to be called again, waiting for the server in between.
  borrowing func complete(
    _ vigil: Vigil, awaiting stage: String, _ call: () -> Int32
  ) throws(SSHError) -> Int32 {
    while true {
      wire.allow(1 << 16)
      let code = call()
      if code != LIBSSH2_ERROR_EAGAIN { return code }
      let events = POLLIN | (wire.backlog > 0 ? POLLOUT : 0)
      try vigil.wait(for: Int32(events), on: wire.socket.descriptor, awaiting: stage)
      wire.flush()
    }
  }

  /// Agrees on keys, preferring host keys of the given types in their order.
  borrowing func handshake(_ types: [HostKeyType], _ vigil: Vigil) throws(SSHError) {
    let names = types.map(\.rawValue).joined(separator: ",")
    unsafe libssh2_session_method_pref(handle, LIBSSH2_METHOD_HOSTKEY, names)
    // Packets that only agree on options are small; a stranger's endless greeting is not for us to read.
    let code = try complete(vigil, awaiting: "the SSH handshake") {
      wire.received > 1 << 17
        ? LIBSSH2_ERROR_BANNER_RECV
        : unsafe libssh2_session_handshake(handle, wire.socket.descriptor)
    }
    guard code == 0 else { throw handshakeError(code) }
  }

  private borrowing func handshakeError(_ code: Int32) -> SSHError {
    if let farewell = wire.farewell { return SSHError(action, "the server refused: \(farewell)") }
    switch code {
    case LIBSSH2_ERROR_KEX_FAILURE:
      return SSHError(
        action, "no host key or cipher algorithm in common with the server",
        hint: "give the server an ed25519 or ecdsa host key (RSA works only with SHA-1 signatures)",
        kind: .noCommonAlgorithm)
    case _ where wire.received == 0 && wire.end != nil:
      return SSHError(action, "the server closed the connection before it said anything")
    case _ where !hasBanner:
      return SSHError(
        action, "what listens there does not speak SSH", hint: "check the port")
    case LIBSSH2_ERROR_SOCKET_NONE, LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_RECV:
      return SSHError(action, "the server closed the connection during the SSH handshake")
    default:
      return SSHError(action, "the SSH handshake failed: \(lastError().words)")
    }
  }

  private var hasBanner: Bool {
    guard let banner = unsafe libssh2_session_banner_get(handle) else { return false }
    return unsafe String(cString: banner).hasPrefix("SSH-")
  }

  /// The key that the server has proved, in the handshake, to hold.
  borrowing func hostKey() -> HostKey? {
    var (count, type) = (0, LIBSSH2_HOSTKEY_TYPE_UNKNOWN)
    guard let bytes = unsafe libssh2_session_hostkey(handle, &count, &type),
      let hash = unsafe libssh2_hostkey_hash(handle, LIBSSH2_HOSTKEY_HASH_SHA256),
      let type = HostKeyType(libssh2: type)
    else { return nil }
    return unsafe HostKey(
      type: type, blob: Array(UnsafeRawBufferPointer(start: bytes, count: count)),
      sha256: Array(UnsafeRawBufferPointer(start: hash, count: 32)))
  }
}
