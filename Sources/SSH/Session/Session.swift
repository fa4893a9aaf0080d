// SPDX-License-Identifier: Apache-2.0

import CSSH2
import Glibc

/// One libssh2 session over one wire, never blocking. Stays on the connection's thread.
///
/// Channels belong to the session: libssh2 frees those that are left together with it.
@safe struct Session: ~Copyable {
  let wire: Wire
  /// What errors say was attempted, unless they meet somebody who attempts something else.
  let action: String
  let handle: OpaquePointer

  init(over wire: Wire, for action: String) throws(SSHError) {
    let abstract = unsafe Unmanaged.passUnretained(wire).toOpaque()
    guard Session.hasLibrary,
      let handle = unsafe libssh2_session_init_ex(nil, nil, nil, abstract)
    else { throw SSHError(action, "libssh2 does not start") }
    self.wire = wire
    self.action = action
    unsafe self.handle = unsafe handle
    unsafe libssh2_session_set_blocking(handle, 0)
    unsafe Session.setCallbacks(of: handle)
  }

  deinit {
    // Without a connection libssh2 frees its channels at once, and does not ask to be called again.
    wire.mode = .closed
    unsafe libssh2_session_free(handle)
  }

  /// `libssh2_init` must not run twice at a time; a static value is made once.
  private static let hasLibrary = libssh2_init(0) == 0

  /// The last error's code and words. To be read before the next call on this session.
  borrowing func lastError() -> (code: Int32, words: String) {
    var words: UnsafeMutablePointer<CChar>?
    let code = unsafe libssh2_session_last_error(handle, &words, nil, 0)
    guard let text = unsafe words else { return (code, "error \(code)") }
    return (code, lowercasedFirst(unsafe String(cString: text)))
  }

  /// Says goodbye, as far as the socket takes it without waiting.
  borrowing func disconnect() {
    unsafe libssh2_session_disconnect_ex(handle, SSH_DISCONNECT_BY_APPLICATION, "done", "")
  }

  // The callbacks borrow the wire that the session was made with. It outlives the session: both are
  // stored in the same value, whose `deinit` frees the session first.
  private static func setCallbacks(of handle: OpaquePointer) {
    unsafe ssh2_set_receive(handle) { _, buffer, count, _, abstract in
      guard let wire = unsafe Session.wire(abstract) else { return -Int(EIO) }
      return unsafe wire.receive(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
    }
    unsafe ssh2_set_send(handle) { _, buffer, count, _, abstract in
      guard let wire = unsafe Session.wire(abstract) else { return -Int(EIO) }
      return unsafe wire.send(UnsafeRawBufferPointer(start: buffer, count: count))
    }
    unsafe ssh2_set_disconnect(handle) { _, _, text, count, _, _, abstract in
      guard let wire = unsafe Session.wire(abstract), let text = unsafe text else { return }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(count))
      wire.farewell = oneLine(unsafe String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func wire(
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  ) -> Wire? {
    guard let pointer = unsafe abstract?.pointee else { return nil }
    return unsafe Unmanaged<Wire>.fromOpaque(pointer).takeUnretainedValue()
  }
}
