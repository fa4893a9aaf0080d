// SPDX-License-Identifier: Apache-2.0

/// Puts what others need first, as kustomize has always done.
struct LegacyOrder {
  private let ranks: [String: Int]

  init(first: [String] = Self.first, last: [String] = Self.last) {
    var ranks: [String: Int] = [:]
    for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
    for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
    self.ranks = ranks
  }

  func sorted(_ items: [Resource]) -> [Resource] {
    let keyed = items.map { (key: Key($0.id, ranks), item: $0) }
    return keyed.sorted { $0.key < $1.key }.map(\.item)
  }

  private struct Key: Comparable {
    let rank: Int
    let type: String
    let name: String

    init(_ id: ObjectID, _ ranks: [String: Int]) {
      rank = ranks[id.type.kind] ?? 0
      let type = id.type
      self.type =
        "\(type.group.or("~G"))_\(type.version.or("~V"))_\(type.kind.or("~K"))"
      name = "\(id.namespace.or("~X"))|\(id.name.or("~N"))"
    }

    static func < (one: Key, other: Key) -> Bool {
      if one.rank != other.rank { return one.rank < other.rank }
      if one.type != other.type { return one.type.precedes(other.type) }
      return one.name.precedes(other.name)
    }
  }

  private static let first = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
    "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap",
    "Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume",
    "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]
}

extension String {
  fileprivate func or(_ other: String) -> String { isEmpty ? other : self }

  fileprivate func precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
