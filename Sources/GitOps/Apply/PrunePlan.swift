// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// What is to become of the objects that are no longer in the source.
///
/// A Cluster is taken down by its own controller, in order: what belongs to it, and the namespace it is
/// in, wait until it is gone.
struct PrunePlan: Equatable {
  struct Candidate {
    let id: InventoryID
    /// Nil where it is gone.
    let object: Object?
  }

  /// In this order.
  var deletes: [InventoryID] = []
  /// Still there, and waited for.
  var waits: [InventoryID] = []
  /// What would be deleted later, and why not yet.
  var held: [InventoryID] = []
  /// Never deleted by us, and forgotten.
  var released: [InventoryID] = []
  /// Protected from being deleted.
  var protected: [InventoryID] = []

  /// `owner` is the Kustomization: what another one has taken over since is no longer its own.
  init(_ candidates: [Candidate], owner: (namespace: String?, name: String)) {
    let clusters = candidates.filter { $0.object != nil && $0.id.isCluster }
    for candidate in candidates.sorted(by: Self.comesLater) {
      guard let object = candidate.object else { continue }
      let labels = object.metadata.labels
      let isOwn =
        labels[FluxMarks.name] == owner.name && labels[FluxMarks.namespace] == owner.namespace
      if !isOwn || !Treatment(object).isPruned {
        released.append(candidate.id)
      } else if object.metadata.annotations[Annotations.deletionProtection] == "true" {
        protected.append(candidate.id)
      } else if clusters.contains(where: { Self.belongs(candidate, to: $0) }) {
        held.append(candidate.id)
      } else if object.isDeleting {
        waits.append(candidate.id)
      } else {
        deletes.append(candidate.id)
      }
    }
  }

  /// What is not settled, and stays in the inventory.
  var open: [InventoryID] { deletes + waits + held + protected }

  private static func comesLater(_ one: Candidate, _ other: Candidate) -> Bool {
    one.id != other.id && ApplyOrder.sorted([one.id, other.id]).first == other.id
  }

  private static func belongs(_ one: Candidate, to cluster: Candidate) -> Bool {
    guard one.id != cluster.id, let object = one.object, let owner = cluster.object else {
      return false
    }
    if one.id.kind == GroupKind(group: "", kind: "Namespace") {
      return one.id.name == cluster.id.namespace
    }
    guard one.id.namespace == cluster.id.namespace else { return false }
    let name = object.spec["clusterName"]?.string ?? object.metadata.labels[Labels.clusterName]
    return name == cluster.id.name
      || object.metadata.ownerReferences.contains { $0.uid == owner.metadata.uid }
      || Self.refers(owner, to: one.id)
  }

  /// The Cluster's own two references: its controller deletes what they lead to when their time comes.
  private static func refers(_ cluster: Object, to id: InventoryID) -> Bool {
    ["infrastructureRef", "controlPlaneRef"].contains { key in
      guard let reference = cluster.spec[key] else { return false }
      return reference["name"]?.string == id.name && reference["kind"]?.string == id.kind.kind
    }
  }
}

extension InventoryID {
  var isCluster: Bool { kind == Kind.cluster.groupKind }
  var isKustomization: Bool { kind == Kind.kustomization.groupKind }
}

/// Stops a revision that would delete many Clusters, until a person has approved it.
struct PruneGuard {
  /// How many of a hundred may go at once.
  let percent: Int

  /// Nil where the revision may be pruned. `former` are all Clusters that the Kustomization had, in what
  /// it applied itself and in the Kustomizations among that.
  func refusal(
    deleting clusters: [InventoryID], of former: Int, revision: String, approved: String?
  ) -> String? {
    guard clusters.count > 1, clusters.count * 100 > former * percent, approved != revision else {
      return nil
    }
    let names = clusters.map { "\($0.namespace.map { "\($0)/" } ?? "")\($0.name)" }.sorted()
    return "revision \(revision) would delete \(clusters.count) of \(former) Clusters ("
      + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
      + "): annotate the Kustomization with \(Annotations.approve)=\(revision) to let it"
  }
}
