// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension GroupVersionKind {
  static let secret = GroupVersionKind(group: "", version: "v1", kind: "Secret")
  static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
}

extension Value {
  /// The `data` of a Secret.
  static func data(_ entries: [(String, String)]) -> Value {
    .map(Map(entries.map { ($0.0, .string(Base64.encode($0.1))) }))
  }
}

extension Object {
  /// One entry of a Secret, decoded; nil where it is missing or is no text.
  func text(_ key: String) -> String? {
    if let plain = value["stringData"]?[key]?.string { return plain }
    guard let bytes = value["data"]?[key]?.string.flatMap(Base64.decode) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// What Cluster API marks its Secrets with.
enum ClusterLabels {
  static let clusterName = "cluster.x-k8s.io/cluster-name"
  static let secretType: Value = "cluster.x-k8s.io/secret"
}
