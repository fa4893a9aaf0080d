// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
package import Kube
package import Runtime

/// Where in-memory clusters live: an API with room for many.
package protocol ClusterHost: Sendable {
  /// The whole API of a cluster, whether its API server is up or not.
  func client(of cluster: Key) -> any KubeClient

  /// Makes what every cluster has from the start, where it is missing.
  func prepare(_ cluster: Key) async throws(StatusError)

  /// Takes away a cluster with all that is in it.
  func erase(_ cluster: Key) async throws(StatusError)

  /// The address at which clusters are served.
  var address: String { get }

  /// Whether nobody uses a port there.
  func isFree(_ port: UInt16) -> Bool

  /// Serves a cluster at a port, with a certificate of its own authority. That it is served there already
  /// is no error.
  func open(_ cluster: Key, port: UInt16, authority: KeyPair) async throws

  /// Serves a cluster no more, and breaks off who is there.
  func close(_ cluster: Key)
}
