// SPDX-License-Identifier: Apache-2.0

import API
package import Kube

extension Metadata {
  /// Makes `owner` an owner; as the controller it takes the place of another one.
  package mutating func addOwner(_ owner: Object, isController: Bool) {
    let reference = OwnerReference(
      to: owner, isController: isController, blocksDeletion: isController)
    guard !ownerReferences.contains(reference) else { return }
    let others = ownerReferences.filter {
      $0.uid != reference.uid && !(isController && $0.isController)
    }
    ownerReferences = others + [reference]
  }

  package mutating func addFinalizer(_ finalizer: String) {
    if !finalizers.contains(finalizer) { finalizers.append(finalizer) }
  }

  package mutating func removeFinalizer(_ finalizer: String) {
    finalizers.removeAll { $0 == finalizer }
  }

  package var controller: OwnerReference? { ownerReferences.first(where: \.isController) }
}

extension Site {
  /// Makes a Cluster one of the owners of what people wrote for it, so that it goes with the Cluster.
  func keep(_ object: Object?, with cluster: Cluster) async throws(StatusError) {
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
