// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What the platform may know of its cluster: the ConfigMap `cluster-vars` there.
enum ClusterFacts {
  static let name = "cluster-vars"

  /// `sources` are what the agent names, of which later ones win.
  static func configMap(
    of cluster: Cluster, in namespace: String, and sources: [[String: String]]
  ) -> Object {
    var facts: [String: String] = ["CLUSTER_NAME": cluster.name]
    let known: [String: String?] = [
      "CLUSTER_NAMESPACE": cluster.namespace,
      "CLUSTER_ENVIRONMENT": cluster.metadata.labels["environment"],
      "CLUSTER_POD_CIDR": cluster.podBlocks.first,
      "CLUSTER_SERVICE_CIDR": cluster.serviceBlocks.first,
      "CLUSTER_ENDPOINT_HOST": cluster.controlPlaneEndpoint?.host,
      "CLUSTER_ENDPOINT_PORT": cluster.controlPlaneEndpoint.map { "\($0.port)" },
    ]
    facts.merge(known.compactMapValues(\.self)) { $1 }
    for source in sources { facts.merge(source) { $1 } }
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: namespace,
      name: name)
    object.value["data"] = .map(
      Map(facts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    return object
  }
}
