// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube

extension Site {
  /// Makes a Cluster one of the owners of what people wrote for it, so that it goes with the Cluster.
  package func keep(_ object: Object?, with cluster: Cluster) async throws(StatusError) {
    guard let object, !object.isDeleting, !cluster.isDeleting else { return }
    var wanted = object
    wanted.metadata.addOwner(cluster.object, isController: false)
    guard wanted != object, let address = await address(of: object) else { return }
    try await save(wanted, over: object, at: address)
  }

  /// Makes `owner` the controller of an object that it refers to, and labels that with the cluster.
  @discardableResult
  package func adopt(
    _ object: Object, by owner: Object, cluster: String
  ) async throws(StatusError) -> Object {
    var wanted = object
    wanted.metadata.addOwner(owner, isController: true)
    wanted.metadata.labels[Labels.clusterName] = cluster
    guard wanted != object, let address = await address(of: object) else { return object }
    return try await save(wanted, over: object, at: address)
  }
}
