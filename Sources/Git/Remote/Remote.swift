// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Log

/// A repository somewhere else, and how to get at it.
package struct Remote: Sendable {
  package let url: GitURL
  package var identity = Identity.none
  /// Certificates (PEM) to trust beside the system's.
  package var certificateAuthority: String?
  /// A client certificate, its chain after it, and its key (PEM), shown over https.
  package var certificate: TLSOptions.Identity?
  /// The proxy for http and https; what the environment says where it is nil.
  package var proxy: String?
  /// How long one conversation may last.
  package var timeout = Duration.seconds(60)
  /// How many bytes one fetch may bring.
  package var maxSize: Int?

  package init(_ url: GitURL, identity: Identity = .none) {
    self.url = url
    self.identity = identity
  }
}

/// Who we are to a server.
package enum Identity: Sendable, Equatable {
  case none
  case basic(user: String, password: Secret<String>)
  case bearer(Secret<String>)
  /// `knownHosts` holds the lines of a known_hosts file; a server that is not in them is refused.
  case ssh(privateKey: Secret<String>, passphrase: Secret<String>?, knownHosts: String)
}
