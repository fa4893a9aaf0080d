// SPDX-License-Identifier: Apache-2.0

/// The rules for `spec.version` and `spec.replicas` of a control plane.
package enum PlaneVersion {
  /// Why a control plane cannot go from one version to another; nil where it can.
  package static func problem(from old: String, to new: String) -> String? {
    guard let target = KubernetesVersion(new) else { return "\"\(new)\" is no semantic version" }
    guard let source = KubernetesVersion(old) else { return nil }
    if target.major != source.major || target.minor > source.minor + 1 {
      return "cannot update Kubernetes version from \(old) to \(new): "
        + "go through every minor version, \(source.nextMinor) first"
    }
    if target.minor < source.minor {
      return "cannot update Kubernetes version from \(old) to \(new): etcd's data cannot go back"
    }
    return nil
  }

  /// Why a number of replicas cannot be; nil where it can.
  package static func problem(replicas: Int, isEtcdManaged: Bool) -> String? {
    if replicas < 1 { return "must be at least 1: a cluster needs a control plane" }
    guard isEtcdManaged, replicas % 2 == 0 else { return nil }
    return "must be odd while etcd is stacked: \(replicas) members bear no more losses than "
      + "\(replicas - 1)"
  }

  /// The version of the control plane as a whole: that of its oldest Machine.
  package static func lowest(_ versions: [String?]) -> String? {
    versions.compactMap(\.self).filter { KubernetesVersion($0) != nil }
      .min { left, right in
        guard let mine = KubernetesVersion(left), let theirs = KubernetesVersion(right) else {
          return false
        }
        return mine < theirs
      }
  }
}

extension KubernetesVersion {
  fileprivate var nextMinor: String { "v\(major).\(minor + 1)" }
}
