// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import SSH

/// Talking to one remote until one stop. Each connection is an operation of its own.
struct Conversation {
  let remote: Remote
  let client: HTTPClient
  let connections: SSHConnections
  let stop: Stop

  func connect(
    _ action: String, _ repository: OpenRepository?, pushing: Bool = false
  ) throws(GitError) -> Connection {
    try Connection(to: remote.url, for: repository, pushing: pushing, operation(action))
  }

  func operation(_ action: String) throws(GitError) -> Operation {
    Operation(action, stop: stop, carrier: try carrier(action), maxSize: remote.maxSize)
  }

  private func carrier(_ action: String) throws(GitError) -> (any Carrier)? {
    switch remote.url.place {
    case .local: return nil
    case .http(let url, let user, let password):
      let authorization = try authorization(user, password, action)
      return HTTPCarrier(client, to: url, as: authorization, for: self, action)
    case .ssh(let user, let host, let port, let path):
      let endpoint = SSHEndpoint(host: host, port: port, user: user ?? "git")
      return SSHCarrier(
        as: try login(to: endpoint, action), path, over: connections, until: stop, action)
    }
  }

  private func authorization(
    _ user: String?, _ password: Secret<String>?, _ action: String
  ) throws(GitError) -> Authorization? {
    switch remote.identity {
    case .none: user.map { .basic(user: $0, password: password ?? Secret("")) }
    case .basic(let user, let password): .basic(user: user, password: password)
    case .bearer(let token): .bearer(token)
    case .ssh:
      throw GitError(
        action, "an ssh key is of no use over http",
        hint: "give a user and a password, or a token; or take an ssh:// url")
    }
  }

  private func login(
    to endpoint: SSHEndpoint, _ action: String
  ) throws(GitError) -> SSHLogin {
    guard case .ssh(let key, let passphrase, let hosts) = remote.identity else {
      throw GitError(
        action, "ssh wants a private key", .authenticationRefused,
        hint: "give a private key and the known_hosts of the server")
    }
    do throws(SSHError) {
      return SSHLogin(
        endpoint: endpoint, identity: SSHIdentity(privateKey: key, passphrase: passphrase),
        hosts: try KnownHosts(text: hosts))
    } catch {
      throw GitError(action, "known_hosts: \(error.cause)", hint: error.hint)
    }
  }
}
