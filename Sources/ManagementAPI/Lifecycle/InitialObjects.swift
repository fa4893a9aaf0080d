// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What every API has from the start.
enum InitialObjects {
  /// In the order in which they can be made: each with the collection that it belongs to.
  static var all: [(object: Object, collection: Address)] {
    Namespaces.initial.map { (Object(namespace, name: $0), Address(Namespaces.resource)) }
      + [(service, Address(services, namespace: "default"))]
  }

  private static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
  private static let services = Resource(group: "", version: "v1", plural: "services")

  /// The API under the name by which clients look for it. It has no address among the cluster's own.
  private static var service: Object {
    var service = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Service"), namespace: "default",
      name: "kubernetes")
    service.metadata.labels = ["component": "apiserver", "provider": "kubernetes"]
    service.spec = [
      "clusterIP": "None",
      "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]],
    ]
    return service
  }
}
