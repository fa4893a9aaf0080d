// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube

/// What a Kustomization would do with objects that are not built for it any more.
package struct PrunePreview: Sendable {
  /// In the order in which they would be deleted.
  package private(set) var deletes: [Object] = []
  /// Deleted when the Clusters that they belong to are gone.
  package private(set) var later: [Object] = []
  /// What would keep objects from being deleted.
  package private(set) var notes: [String] = []

  /// An entry of an inventory, and what is there; nil where it is gone.
  package typealias Candidate = (id: String, object: Object?)

  /// `percent` is how many of the Clusters may go without a person's approval.
  package init(
    _ stale: [Candidate], of kustomization: Kustomization, revision: String, percent: Int
  ) {
    let candidates = stale.compactMap { candidate in
      InventoryID(candidate.id).map { PrunePlan.Candidate(id: $0, object: candidate.object) }
    }
    let plan = PrunePlan(candidates, owner: (kustomization.namespace, kustomization.name))
    func objects(_ ids: [InventoryID]) -> [Object] {
      ids.compactMap { id in candidates.first { $0.id == id }?.object }
    }
    deletes = objects(plan.deletes)
    later = objects(plan.held)
    notes = plan.protected.map {
      "\($0) is not deleted: it has the annotation \(Annotations.deletionProtection)"
    }
    let former = kustomization.inventory.compactMap { InventoryID($0.id) }.count { $0.isCluster }
    let refusal = PruneGuard(percent: percent).refusal(
      deleting: (plan.deletes + plan.held).filter(\.isCluster), of: former, revision: revision,
      approved: kustomization.metadata.annotations[Annotations.approve])
    if let refusal { notes.append(refusal) }
  }
}
