// SPDX-License-Identifier: Apache-2.0

/// Who is at the other end of a connection, as far as the connection itself tells.
package enum Peer: Sendable, Equatable {
  /// A plain TCP connection: nothing is known.
  case unknown

  /// A unix socket, and the user id of the process that connected.
  case local(user: UInt32)

  /// A TLS connection, and the certificate that the client presented, if it did.
  case tls(ClientCertificate?)
}

/// The certificate that a client presented. To present it, the client has proved that it holds the
/// key; who vouches for the names in it is another question, answered by `isTrusted`.
package struct ClientCertificate: Sendable, Equatable {
  package let commonName: String
  package let organizations: [String]

  /// Why the certificate counts for nothing: `unable to get local issuer certificate`. Nil if one of
  /// the listener's authorities vouches for it, now and for clients.
  package let distrust: String?

  package var isTrusted: Bool { distrust == nil }
}
