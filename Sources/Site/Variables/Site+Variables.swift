// SPDX-License-Identifier: Apache-2.0

package import API
import Bootstrap
import Kube
import Manifest
import Runtime

extension Site {
  /// What the variables of a cluster stand for: first what it knows of itself, then what its annotation
  /// `capctl.dev/variables-from` names, of which later places win, then what of this process's
  /// environment may be used.
  ///
  /// - Parameters:
  ///   - cluster: The Cluster, whose namespace alone is looked into.
  ///   - own: What is known of the object at hand, such as its machine's name.
  /// - Returns: The places, ready to be looked into.
  package func variables(
    of cluster: Cluster, and own: [String: String] = [:]
  ) async -> ClusterVariables {
    let facts = Self.facts(of: cluster).merging(own) { $1 }
    var places = [
      ClusterVariables.Place("the cluster's own facts", facts.mapValues { Value.string($0) })
    ]
    let sources = VariableSource.list(cluster.metadata.annotations[Annotations.variablesFrom])
    for source in sources.reversed() {
      let isSecret = source.kind == .secret
      let resource: Resource = isSecret ? .secrets : .configMaps
      let key = Key(namespace: cluster.namespace, name: source.name)
      let found = await informer(resource).cache[key]
      places.append(
        ClusterVariables.Place(
          "\(source.kind.kind) \(source.name)", found.map { Self.entries($0) }, isSecret: isSecret))
    }
    places.append(environment.place(for: cluster.namespace))
    return ClusterVariables(places)
  }

  private static func facts(of cluster: Cluster) -> [String: String] {
    let known: [String: String?] = [
      "CLUSTER_NAME": cluster.name, "NAMESPACE": cluster.namespace,
      "POD_CIDR": cluster.podBlocks.first, "SERVICE_CIDR": cluster.serviceBlocks.first,
      "SERVICE_DOMAIN": cluster.serviceDomain,
      "CONTROL_PLANE_ENDPOINT_HOST": cluster.controlPlaneEndpoint?.host,
      "CONTROL_PLANE_ENDPOINT_PORT": cluster.controlPlaneEndpoint.map { "\($0.port)" },
    ]
    return known.compactMapValues(\.self)
  }

  /// What a ConfigMap or a Secret holds, as far as it is text.
  private static func entries(_ object: Object) -> [String: Value] {
    var entries: [String: Value] = [:]
    for entry in object.value["data"]?.map ?? [:] {
      let text = object.kind == "Secret" ? object.secretText(entry.key) : entry.value.string
      entries[entry.key] = text.map { .string($0) }
    }
    return entries
  }
}
