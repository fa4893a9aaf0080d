// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
import Log
package import Nodes
import Site

extension SSHAccess {
  /// What a host and the Secret that it names say of how to get in.
  package init(to host: SSHHost, with secret: Object?) throws {
    let action = "log in to SSHHost \(host.name)"
    guard let secret else {
      throw HostError(
        action, "there is no Secret \(host.secretName)", hint: "it is to hold a private key")
    }
    let key = secret.secretText("identity") ?? secret.secretText("ssh-privatekey")
    guard let key, !key.isEmpty else {
      throw HostError(
        action, "\(secret) has no private key", hint: "put one there at data[identity]")
    }
    self.init(
      host.endpointAddress, port: host.port, user: host.user, key: Secret(key),
      passphrase: secret.secretText("password").map { Secret($0) },
      trusting: host.hostKeys.isEmpty
        ? .knownHosts(secret.secretText("known_hosts") ?? "") : .keys(host.hostKeys))
  }
}
