// SPDX-License-Identifier: Apache-2.0

import CommandLine
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

  /// That of completion, where no flags have been read.
  static var usual: ManagementAccess {
    ManagementAccess(
      kubeconfig: nil, context: nil, folder: DataDirectory.usual(processEnvironment))
  }

  /// Who answers, and whether that is `capctl up` on this machine.
  func found() throws(KubeconfigError) -> (access: ClusterAccess, isOwn: Bool) {
    let own = DataDirectory(folder).kubeconfig
    if kubeconfig == nil, context == nil, let access = try? Kubeconfig(paths: [own]).access() {
      return (access, true)
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
