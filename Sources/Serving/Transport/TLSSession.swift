// SPDX-License-Identifier: Apache-2.0

import CServing

/// TLS on one connection. Owns OpenSSL's handle; the socket is its owner's.
@safe struct TLSSession: ~Copyable {
  private let session: OpaquePointer

  /// Takes over a new handle.
  @unsafe init(_ session: OpaquePointer) {
    unsafe self.session = unsafe session
  }

  deinit { unsafe SSL_free(session) }

  borrowing func read(into buffer: UnsafeMutableRawBufferPointer) -> Moved {
    ERR_clear_error()
    let count = unsafe SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
    return moved(count)
  }

  borrowing func write(_ bytes: UnsafeRawBufferPointer) -> Moved {
    ERR_clear_error()
    let count = unsafe SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count))
    return moved(count)
  }

  /// Tells the client that nothing more will come.
  borrowing func finish() {
    unsafe SSL_shutdown(session)
    ERR_clear_error()
  }

  private borrowing func moved(_ count: Int32) -> Moved {
    if count > 0 { return .bytes(Int(count)) }
    let error = unsafe SSL_get_error(session, count)
    switch error {
    // While it shakes hands a session may have to write in order to read, and the other way round.
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
    case SSL_ERROR_ZERO_RETURN: return .ended
    default:
      let isPlainHTTP = serving_error_reason(ERR_peek_error()) == SSL_R_HTTP_REQUEST
      ERR_clear_error()
      return isPlainHTTP ? .notTLS : .failed
    }
  }

  /// The certificate that the client has proved to be its own.
  borrowing func clientCertificate() -> ClientCertificate? {
    guard let certificate = unsafe SSL_get0_peer_certificate(session) else { return nil }
    let subject = unsafe Subject(of: certificate)
    let verdict = unsafe SSL_get_verify_result(session)
    let distrust = unsafe String(cString: X509_verify_cert_error_string(verdict))
    return ClientCertificate(
      commonName: subject.commonName, organizations: subject.organizations,
      distrust: verdict == Int(X509_V_OK) ? nil : distrust)
  }
}
