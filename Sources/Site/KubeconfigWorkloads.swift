// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Kube
import Manifest
package import Runtime

/// Reaches workload clusters with the kubeconfig in the Secret `<cluster>-kubeconfig`.
package actor KubeconfigWorkloads: Workloads {
  private struct Known {
    let version: String
    let client: RemoteClient
  }

  private let secrets: Cache
  private let http: HTTPClient
  private let options: RemoteOptions
  private var clients: [Key: Known] = [:]

  /// `secrets` holds the Secrets of the management API.
  package init(
    _ secrets: Cache, over http: HTTPClient, _ options: RemoteOptions = RemoteOptions()
  ) {
    self.secrets = secrets
    self.http = http
    self.options = options
  }

  package func client(of cluster: Key) async throws(StatusError) -> any KubeClient {
    try remote(cluster)
  }

  package func exec(
    _ exec: PodExec, in cluster: Key
  ) async throws(StatusError) -> PodExec.Result {
    try await remote(cluster).exec(exec)
  }

  /// A client is made anew when the Secret changes.
  private func remote(_ cluster: Key) throws(StatusError) -> RemoteClient {
    let name = "\(cluster.name)-kubeconfig"
    guard let secret = secrets[Key(namespace: cluster.namespace, name: name)] else {
      clients[cluster] = nil
      throw .noWay(into: cluster, "Secret \(name) does not exist yet")
    }
    let version = secret.metadata.resourceVersion ?? ""
    if let known = clients[cluster], known.version == version { return known.client }
    let client = RemoteClient(try Self.access(secret, cluster), over: http, options)
    clients[cluster] = Known(version: version, client: client)
    return client
  }

  private static func access(_ secret: Object, _ cluster: Key) throws(StatusError) -> ClusterAccess
  {
    guard let text = secret.secretText("value") else {
      throw .noWay(into: cluster, "Secret \(secret.name) has no text at data[value]")
    }
    do throws(KubeconfigError) {
      return try Kubeconfig(text: text, path: secret.name).access()
    } catch {
      throw .noWay(into: cluster, "the kubeconfig in Secret \(secret.name): \(error.cause)")
    }
  }
}
