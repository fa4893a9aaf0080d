// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
package import Nodes

/// The way onto hosts.
package protocol HostDoor: Sendable {
  func open(_ access: SSHAccess) async throws -> any NodeTransport
}

/// That over SSH.
package struct SSHDoor: HostDoor {
  package init() {}

  package func open(_ access: SSHAccess) async throws -> any NodeTransport {
    try await access.open()
  }
}
