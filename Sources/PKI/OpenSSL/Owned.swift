// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// One object of OpenSSL's, freed when its owner lets go of it.
///
/// None lives longer than one call into this module: what is kept is bytes, so that keys and
/// certificates are plain values.
@safe struct Owned: ~Copyable {
  typealias Free = (OpaquePointer?) -> Void

  let pointer: OpaquePointer
  private let free: Free

  /// Takes over what OpenSSL made, or says why it made nothing.
  init(_ action: String, _ pointer: OpaquePointer?, _ free: @escaping Free) throws(PKIError) {
    guard let pointer = unsafe pointer else { throw .fromOpenSSL(action) }
    unsafe self.pointer = unsafe pointer
    unsafe self.free = unsafe free
  }

  deinit { unsafe free(pointer) }
}

extension PKIError {
  /// The error that OpenSSL noted last on this thread. Read in the expression that failed.
  static func fromOpenSSL(_ action: String) -> PKIError {
    let code = ERR_peek_last_error()
    defer { ERR_clear_error() }
    guard let reason = unsafe ERR_reason_error_string(code) else {
      return PKIError(action, "OpenSSL gives no reason")
    }
    return unsafe PKIError(action, String(cString: reason))
  }
}

/// Fails unless OpenSSL said 1, or a length.
@discardableResult
func check(_ action: String, _ code: Int32) throws(PKIError) -> Int {
  guard code > 0 else { throw .fromOpenSSL(action) }
  return Int(code)
}
