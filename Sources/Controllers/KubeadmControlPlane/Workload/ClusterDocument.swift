// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// The configuration of the cluster that kubeadm left in the ConfigMap `kubeadm-config`: what machines that
/// join read.
package enum ClusterDocument {
  package static let key = "ClusterConfiguration"

  /// The document for machines of another version: everything that the spec says, in the version of
  /// kubeadm's API that they read, and of what it does not say, what was found before.
  package static func updated(_ found: Value, to wanted: Value) -> Value {
    var updated = wanted
    for key in ["certificatesDir", "imageRepository", "controlPlaneEndpoint", "clusterName"]
    where updated[key] == nil {
      if let value = found[key] { updated[key] = value }
    }
    for entry in found["networking"]?.map ?? [:]
    where updated["networking"]?[entry.key] == nil {
      var networking = updated["networking"] ?? [:]
      networking[entry.key] = entry.value
      updated["networking"] = networking
    }
    if updated["etcd"]?.map?.isEmpty ?? true, let etcd = found["etcd"] { updated["etcd"] = etcd }
    return updated
  }
}

/// Where the kubelet's configuration lies that machines take when they join.
package struct KubeletDocument: Sendable, Hashable {
  /// Of the ConfigMap.
  package let name: String

  /// Until Kubernetes 1.23 each minor version has its own. Nil where the text is no version.
  package init?(kubernetes version: String) {
    guard let version = KubernetesVersion(version) else { return nil }
    name =
      version.major == 1 && version.minor < 24
      ? "kubelet-config-\(version.major).\(version.minor)" : "kubelet-config"
  }

  /// Of the Role that lets machines read it, and of its binding.
  package var role: String { "kubeadm:\(name)" }
}
