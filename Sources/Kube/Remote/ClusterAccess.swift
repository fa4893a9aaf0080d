// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Where an API server is, whom to trust there, and who we are.
package struct ClusterAccess: Sendable {
  /// The URL that paths are put behind. It may hold a path itself, as in `https://host/clusters/a/b`.
  package var server: String
  /// A client certificate belongs here; what a plugin makes comes to it later.
  package var tls = TLSOptions()
  package var proxy = ProxyPolicy.environment
  package var unixSocket: String?
  package var credentials = Credentials.none
  /// Sent with every call: whom to act as.
  package var headers = HTTPHeaders()
  /// The namespace of whoever names none.
  package var namespace = "default"

  package init(server: String) {
    self.server = server
    while self.server.hasSuffix("/") { self.server.removeLast() }
  }
}
