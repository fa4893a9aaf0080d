// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
package import Log
import Serving

/// Who may come in: holders of a client certificate of ours, of a token, or of the unix socket.
package struct Authenticator: Sendable {
  package enum Role: Sendable {
    case admin
    case reader
  }

  private let tokens: [Secret<String>: Role]

  package init(tokens: [Secret<String>: Role]) { self.tokens = tokens }

  /// `account` knows the holders of tokens that are none of these.
  func user(
    of request: ServerRequest, account: (String) -> User? = { _ in nil }
  ) throws(StatusError) -> User {
    switch request.peer {
    case .local: return .local
    case .tls(let certificate?) where certificate.isTrusted:
      let isAdmin = certificate.organizations.contains(User.masters)
      var user = User(certificate.commonName, isAdmin ? .admin : .reader)
      user.groups = certificate.organizations + ["system:authenticated"]
      return user
    default: break
    }
    let header = request.headers["Authorization"] ?? ""
    guard header.lowercased().hasPrefix("bearer ") else { throw .unauthorized() }
    let token = String(header.dropFirst(7))
    guard let user = holder(of: token) ?? account(token) else { throw .unauthorized() }
    return user
  }

  func holder(of token: String) -> User? {
    tokens[Secret(token)].map { User($0 == .admin ? "admin" : "reader", $0) }
  }
}
