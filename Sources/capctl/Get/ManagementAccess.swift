// SPDX-License-Identifier: Apache-2.0

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
    let access = try found()
    return (RemoteClient(access, over: http), access.namespace)
  }

  private func found() throws(KubeconfigError) -> ClusterAccess {
    let own = DataDirectory(folder).kubeconfig
    if kubeconfig == nil, context == nil, let access = try? Kubeconfig(paths: [own]).access() {
      return access
    }
    return try ClusterAccess.find(
      kubeconfig: kubeconfig, context: context, environment: processEnvironment())
  }
}
