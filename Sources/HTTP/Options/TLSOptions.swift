// SPDX-License-Identifier: Apache-2.0

package import Log

/// Whom to trust, and who we are. Everything is PEM, in memory.
package struct TLSOptions: Sendable, Equatable {
  /// Certificate authorities to trust beside the system's.
  package var additionalCAs: [UInt8] = []
  /// Certificate authorities to trust instead of the system's.
  package var onlyCAs: [UInt8]?
  /// What we show to a server that asks who we are.
  package var identity: Identity?
  /// Takes any certificate. Only ever on a person's explicit word.
  package var isInsecure = false
  /// The name to ask for and to check the certificate against, where it is not the URL's host.
  package var serverName: String?

  package init() {}

  /// A client certificate, its chain after it, and its key.
  package struct Identity: Sendable, Equatable {
    package var certificate: [UInt8]
    package var key: Secret<[UInt8]>

    package init(certificate: [UInt8], key: Secret<[UInt8]>) {
      self.certificate = certificate
      self.key = key
    }
  }
}
