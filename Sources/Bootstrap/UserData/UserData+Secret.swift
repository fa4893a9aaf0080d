// SPDX-License-Identifier: Apache-2.0

package import Kube
import Log
import Manifest

// The bootstrap Secret is the one place where a machine's secrets are kept, bound and readable.
extension UserData {
  /// The Secret by which the provider of a machine gets it, of the same name as its KubeadmConfig.
  ///
  /// It keeps the token beside the user data: what the workload cluster forgets can then be renewed.
  package func object(for config: Object, of cluster: String, token: BootstrapToken?) -> Object {
    var object = Object(.secret, namespace: config.namespace, name: config.name)
    object.metadata.labels = [ClusterLabels.clusterName: cluster]
    object.metadata.ownerReferences = [OwnerReference(to: config, isController: true)]
    object.value["type"] = ClusterLabels.secretType
    var entries = [("value", text.reveal()), ("format", "cloud-config")]
    if let token { entries.append((Self.tokenKey, token.text.reveal())) }
    object.value["data"] = .data(entries)
    return object
  }

  /// The token in such a Secret; nil where its machine was given none, or a person's.
  package static func token(of object: Object) -> BootstrapToken? {
    object.text(tokenKey).flatMap { try? BootstrapToken($0) }
  }

  private static let tokenKey = "bootstrap-token"
}
