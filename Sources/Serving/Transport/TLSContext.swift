// SPDX-License-Identifier: Apache-2.0

import CServing
import Log

/// What the connections of one listener have in common. Owns OpenSSL's context.
///
/// Sendable because the pointer never changes, and OpenSSL counts references to what lies behind it
/// and does not change that either once it is set up, which `init` does.
@safe final class TLSContext: @unchecked Sendable {
  private let context: OpaquePointer

  init(_ identity: ServerIdentity) throws(ServingError) {
    guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
      throw ServingError(.system, "set up TLS", lastTLSError())
    }
    // Nothing below frees it: with every stored property set, a throw runs `deinit`.
    unsafe self.context = unsafe context
    unsafe serving_tls_harden(context)
    try use(identity.certificates)
    try use(identity.key)
    if let authorities = identity.clientAuthorities { try trust(authorities) }
  }

  deinit { unsafe SSL_CTX_free(context) }

  /// A connection on `socket`, which has yet to shake hands.
  func makeSession(on socket: Int32) -> TLSSession? {
    guard let session = unsafe SSL_new(context) else { return nil }
    guard unsafe SSL_set_fd(session, socket) == 1 else {
      unsafe SSL_free(session)
      return nil
    }
    unsafe SSL_set_accept_state(session)
    return unsafe TLSSession(session)
  }

  private func use(_ certificates: String) throws(ServingError) {
    let action = "use the server's certificate"
    let chain = PEMCertificates(certificates)
    guard let own = chain.certificates.first else {
      throw ServingError(.identity, action, "it is not a certificate in PEM form")
    }
    guard unsafe SSL_CTX_use_certificate(context, own.pointer) == 1 else {
      throw ServingError(.identity, action, lastTLSError())
    }
    for certificate in chain.certificates.dropFirst() {
      unsafe _ = serving_tls_add_to_chain(context, certificate.pointer)
    }
  }

  private func use(_ key: Secret<String>) throws(ServingError) {
    let action = "use the server's key"
    var key = key.reveal()
    let parsed = key.withUTF8 { bytes in
      let source = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
      defer { unsafe BIO_free(source) }
      // Without a callback of ours OpenSSL would ask the terminal for a passphrase.
      return unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
    }
    guard let parsed = unsafe parsed else {
      ERR_clear_error()
      throw ServingError(.identity, action, "it is not a key in PEM form without a passphrase")
    }
    defer { unsafe EVP_PKEY_free(parsed) }
    guard unsafe SSL_CTX_use_PrivateKey(context, parsed) == 1,
      unsafe SSL_CTX_check_private_key(context) == 1
    else {
      ERR_clear_error()
      throw ServingError(.identity, action, "it does not belong to the server's certificate")
    }
  }

  private func trust(_ authorities: String) throws(ServingError) {
    let certificates = PEMCertificates(authorities).certificates
    guard !certificates.isEmpty else {
      throw ServingError(
        .identity, "trust the authority for clients", "it is not a certificate in PEM form")
    }
    for authority in certificates {
      unsafe X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.pointer)
      // The names tell a client with several certificates which one to show.
      unsafe SSL_CTX_add_client_CA(context, authority.pointer)
    }
    // Whatever the verdict, go on: the handler reads it, and decides.
    unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, { _, _ in 1 })
  }
}

/// The oldest complaint of OpenSSL on this thread, and no more complaints after that.
func lastTLSError() -> String {
  let error = ERR_get_error()
  ERR_clear_error()
  guard error != 0, let reason = unsafe ERR_reason_error_string(error) else { return "TLS failed" }
  return unsafe String(cString: reason)
}
