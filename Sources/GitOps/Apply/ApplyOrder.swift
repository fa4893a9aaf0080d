// SPDX-License-Identifier: Apache-2.0

import Kube

/// In which order objects are applied: what others need comes first. Deletion goes the other way.
enum ApplyOrder {
  /// Stages are applied one after another, each when the one before it is ready.
  static func stage(of kind: GroupKind) -> Int {
    switch kind.kind {
    case "CustomResourceDefinition", "Namespace": 0
    case "ClusterRole" where kind.group == "rbac.authorization.k8s.io": 0
    case _ where kind.kind.hasSuffix("Class"): 1
    default: 2
    }
  }

  static func sorted(_ objects: [Object]) -> [Object] {
    objects.map { (place: Place(InventoryID($0)), object: $0) }.sorted { $0.place < $1.place }
      .map(\.object)
  }

  static func sorted(_ ids: some Sequence<InventoryID>) -> [InventoryID] {
    ids.map { (place: Place($0), id: $0) }.sorted { $0.place < $1.place }.map(\.id)
  }

  private static let first = [
    "CustomResourceDefinition", "Namespace", "ClusterRole", "ClusterClass", "RuntimeClass",
    "PriorityClass", "StorageClass", "VolumeSnapshotClass", "IngressClass", "GatewayClass",
    "ClusterRoleBinding", "ResourceQuota", "ServiceAccount", "Role", "RoleBinding", "ConfigMap",
    "Secret", "Service", "LimitRange", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  private struct Place: Comparable {
    let rank: Int
    let words: [String]

    init(_ id: InventoryID) {
      let place = ApplyOrder.first.firstIndex(of: id.kind.kind)
      rank =
        place ?? (ApplyOrder.last.contains(id.kind.kind) ? 1000 : ApplyOrder.first.count)
      words = [id.kind.group, id.kind.kind, id.namespace ?? "", id.name]
    }

    static func < (one: Place, other: Place) -> Bool {
      one.rank == other.rank
        ? one.words.lexicographicallyPrecedes(other.words) : one.rank < other.rank
    }
  }
}
