// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Glibc
import HTTP
import Kube
import Plane

/// Where the management API is, for verbs that ask it.
struct ManagementAccess {
  let kubeconfig: String?
  let context: String?
  /// That of `capctl up` on this machine.
  let folder: String

  /// A client, and the namespace that counts where none is said.
  func client(over http: HTTPClient) throws -> (client: RemoteClient, namespace: String) {
    let access = try found().access
    return (RemoteClient(access, over: http), access.namespace)
  }

  /// Over the socket in the same folder, where there is one: whoever may open it is let in, without the
  /// keys and certificates that take longer than most answers.
  private func besideSocket(_ access: ClusterAccess) -> ClusterAccess {
    let socket = DataDirectory(folder).socket
    // A longer path cannot be opened.
    guard socket.utf8.count < 108, unsafe Glibc.access(socket, R_OK | W_OK) == 0 else {
      return access
    }
    var near = access
    near.unixSocket = socket
    near.server = access.server.replacing("https://", with: "http://")
    near.tls = TLSOptions()
    near.credentials = .none
    return near
  }

  /// Who answers, and whether that is `capctl up` on this machine.
  func found() throws(KubeconfigError) -> (access: ClusterAccess, isOwn: Bool) {
    let own = DataDirectory(folder).kubeconfig
    if kubeconfig == nil, context == nil, let access = try? Kubeconfig(paths: [own]).access() {
      return (besideSocket(access), true)
    }
    let environment = processEnvironment()
    if kubeconfig == nil, environment["KUBERNETES_SERVICE_HOST"] == nil,
      try Kubeconfig.found(in: environment) == nil
    {
      throw KubeconfigError(
        "find a cluster", "there is no kubeconfig, and no capctl up serves from \(folder)",
        hint: "start capctl up, or give --data-dir or --kubeconfig")
    }
    let access = try ClusterAccess.find(
      kubeconfig: kubeconfig, context: context, environment: environment)
    return (access, kubeconfig == own)
  }
}
