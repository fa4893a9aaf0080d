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

  func user(of request: ServerRequest) throws(StatusError) -> User {
    switch request.peer {
    case .local: return User(name: "local", role: .admin)
    case .tls(let certificate?) where certificate.isTrusted:
      let isAdmin = certificate.organizations.contains("system:masters")
      return User(name: certificate.commonName, role: isAdmin ? .admin : .reader)
    default: break
    }
    let header = request.headers["Authorization"] ?? ""
    guard header.lowercased().hasPrefix("bearer "),
      let role = tokens[Secret(String(header.dropFirst(7)))]
    else { throw .unauthorized() }
    return User(name: role == .admin ? "admin" : "reader", role: role)
  }
}

struct User: Sendable {
  let name: String
  let role: Authenticator.Role

  /// Readers read, but for Secrets.
  func check(_ method: String, _ address: Address) throws(StatusError) {
    guard role == .reader else { return }
    let isSecret = address.resource.group.isEmpty && address.resource.plural == "secrets"
    guard method == "GET" || method == "HEAD", !isSecret else {
      throw .forbidden(
        address,
        "User \"\(name)\" cannot \(method.lowercased()) resource \"\(address.resource.plural)\" in "
          + "API group \"\(address.resource.group)\"")
    }
  }
}
