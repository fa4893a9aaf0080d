// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// What a machine has to know of its cluster before it joins it.
package struct ClusterFacts: Sendable, Hashable {
  package var name: String

  /// `host:port` of the control plane, an IPv6 address in brackets; nil while nobody has set one.
  package var endpoint: String?

  /// As kubeadm wants them: several are joined by commas.
  package var podSubnet: String?
  package var serviceSubnet: String?
  package var dnsDomain: String?

  package init(name: String, endpoint: String? = nil) {
    self.name = name
    self.endpoint = endpoint
  }

  /// Reads a Cluster of any version: these fields have had the same names in all of them.
  package init(_ cluster: Object) {
    name = cluster.name
    let spec = cluster.spec
    endpoint = Self.endpoint(spec["controlPlaneEndpoint"])
    podSubnet = Self.subnets(spec["clusterNetwork", "pods", "cidrBlocks"])
    serviceSubnet = Self.subnets(spec["clusterNetwork", "services", "cidrBlocks"])
    dnsDomain = spec["clusterNetwork", "serviceDomain"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func endpoint(_ value: Value?) -> String? {
    guard let host = value?["host"]?.string, !host.isEmpty, let port = value?["port"]?.int,
      port > 0
    else { return nil }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  private static func subnets(_ value: Value?) -> String? {
    let blocks = (value?.list ?? []).compactMap(\.string)
    return blocks.isEmpty ? nil : blocks.joined(separator: ",")
  }
}
