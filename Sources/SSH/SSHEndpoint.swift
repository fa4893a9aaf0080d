// SPDX-License-Identifier: Apache-2.0

/// Where an SSH server listens, and whom to be there.
package struct SSHEndpoint: Sendable, Hashable {
  /// A name or an address; an IPv6 address has no brackets.
  package let host: String
  package let port: UInt16
  package let user: String

  package init(host: String, port: UInt16 = 22, user: String) {
    self.host = host
    self.port = port
    self.user = user
  }
}

extension SSHEndpoint: CustomStringConvertible {
  package var description: String {
    "ssh://\(user)@\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
