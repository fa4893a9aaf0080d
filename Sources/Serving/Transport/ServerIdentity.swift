// SPDX-License-Identifier: Apache-2.0

package import Log

/// What a listener with TLS shows its clients, and whose word it takes for who they are. All PEM.
package struct ServerIdentity: Sendable {
  /// The server's certificate, and the ones between it and what clients trust.
  package let certificates: String

  /// Its key, without a passphrase.
  package let key: Secret<String>

  /// Authorities that vouch for clients. With any, clients are asked for a certificate; none is
  /// turned away for having none, or a bad one: the handler is told.
  package let clientAuthorities: String?

  package init(certificates: String, key: Secret<String>, clientAuthorities: String? = nil) {
    self.certificates = certificates
    self.key = key
    self.clientAuthorities = clientAuthorities
  }
}
