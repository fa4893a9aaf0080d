// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
package import Log
import SSH

/// How a host is reached over SSH, and what tells that it is the right one.
package struct SSHAccess: Sendable {
  /// What is known of the host's keys.
  package enum Trust: Sendable, Hashable {
    /// Public keys, as a host's own files have them.
    case keys([String])
    /// The text of a known_hosts file.
    case knownHosts(String)
  }

  package let address: String
  package let port: UInt16
  package let user: String
  private let key: Secret<String>
  private let passphrase: Secret<String>?
  private let trust: Trust

  package init(
    _ address: String, port: UInt16 = 22, user: String = "root", key: Secret<String>,
    passphrase: Secret<String>? = nil, trusting trust: Trust
  ) {
    (self.address, self.port, self.user) = (address, port, user)
    (self.key, self.passphrase, self.trust) = (key, passphrase, trust)
  }

  private var endpoint: SSHEndpoint { SSHEndpoint(host: address, port: port, user: user) }

  /// Logs in. The way is open for as long as somebody holds what is returned.
  package func open(within limit: Duration = .seconds(20)) async throws -> any NodeTransport {
    do throws(SSHError) {
      let connection = try await SSHConnection.connect(
        to: endpoint, as: SSHIdentity(privateKey: key, passphrase: passphrase),
        trusting: .known(KnownHosts(text: knownHosts)), deadline: .now + limit)
      return SSHTransport(over: connection)
    } catch {
      guard case .keys = trust, let hint = error.hint, error.isAboutHostKey else { throw error }
      throw NodeError(
        error.action, error.cause, hint: hint + " (spec.hostKeys has it without the name)")
    }
  }

  private var knownHosts: String {
    switch trust {
    case .knownHosts(let text): text
    case .keys(let keys):
      keys.map { "\(KnownHosts.name(of: endpoint)) \($0)\n" }.joined()
    }
  }
}

extension SSHError {
  fileprivate var isAboutHostKey: Bool { isHostKeyUnknown || isHostKeyChanged }
}
