// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Runtime
import Site

extension KustomizationReconciler {
  /// Deletes what is no longer built. Only called when everything that was built is applied.
  /// - Returns: What is waited for; nil where nothing is.
  func prune(
    keeping wanted: [(id: InventoryID, version: String)], _ draft: inout Draft<Kustomization>,
    _ attempt: Attempt
  ) async throws -> String? {
    let kept = Set(wanted.map(\.id))
    let old = draft.now.inventory.compactMap { entry in
      InventoryID(entry.id).map { (id: $0, version: entry.version) }
    }
    let stale = old.filter { !kept.contains($0.id) }
    var left: [InventoryID] = []
    var waiting: String?
    if draft.now.prunes, !stale.isEmpty {
      let plan = try await plan(stale, draft.now, attempt.target)
      try guardClusters(plan, draft.now, old.map(\.id), attempt)
      (left, waiting) = try await carryOut(plan, draft.now, attempt.target)
    }
    let open = Set(left)
    let entries = ApplyOrder.sorted(kept.union(open))
    let versions = Dictionary((old + wanted).map { ($0.id, $0.version) }) { $1 }
    let inventory = entries.map { ($0.text, versions[$0] ?? "") }
    if !inventory.elementsEqual(draft.now.inventory, by: { $0 == $1 }) {
      draft.now.inventory = inventory
    }
    return waiting
  }

  private func plan(
    _ stale: [(id: InventoryID, version: String)], _ kustomization: Kustomization,
    _ target: ApplyTarget
  ) async throws -> PrunePlan {
    var candidates: [PrunePlan.Candidate] = []
    for (id, version) in stale {
      do throws(StatusError) {
        let found = try await target.find(id, version: version)
        candidates.append(PrunePlan.Candidate(id: id, object: found?.object))
      } catch {
        // A kind that is served no more has no objects. Any other error says nothing of them.
        guard error.isNotFound else { throw error }
        candidates.append(PrunePlan.Candidate(id: id, object: nil))
      }
    }
    return PrunePlan(candidates, owner: (kustomization.namespace, kustomization.name))
  }

  /// Throws where so many Clusters would go that it may be a mistake.
  private func guardClusters(
    _ plan: PrunePlan, _ kustomization: Kustomization, _ old: [InventoryID], _ attempt: Attempt
  ) throws(GitOpsError) {
    let going = clusters(in: plan.deletes + plan.held)
    let refusal = PruneGuard(percent: kit.pruneGuard).refusal(
      deleting: going, of: clusters(in: old).count, revision: attempt.revision,
      approved: kustomization.metadata.annotations[Annotations.approve])
    if let refusal {
      throw GitOpsError("prune", refusal, reason: FluxReasons.pruneFailed)
    }
  }

  /// The Clusters among objects, and those of the Kustomizations among them.
  private func clusters(in ids: [InventoryID]) -> [InventoryID] {
    var clusters: [InventoryID] = []
    var waiting = ids
    var seen: Set<InventoryID> = []
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted else { continue }
      if id.isCluster { clusters.append(id) }
      guard id.isKustomization,
        let nested = kustomizations[Key(namespace: id.namespace, name: id.name)]
      else { continue }
      waiting += Kustomization(nested).inventory.compactMap { InventoryID($0.id) }
    }
    return clusters
  }

  /// Deletes what may be deleted now.
  /// - Returns: What stays in the inventory, and what is waited for.
  private func carryOut(
    _ plan: PrunePlan, _ kustomization: Kustomization, _ target: ApplyTarget
  ) async throws -> (left: [InventoryID], waiting: String?) {
    var left = plan.waits.filter(\.staysUntilGone) + plan.held + plan.protected
    var problems: [String] = []
    var deleted: [InventoryID] = []
    for id in plan.deletes {
      try Task.checkCancellation()
      do throws(StatusError) {
        if try await delete(id, target) { left.append(id) }
        deleted.append(id)
      } catch {
        if error.isUnreachable || error.isCancelled { throw error }
        left.append(id)
        problems.append("\(id): \(error.message)")
      }
    }
    if !deleted.isEmpty {
      let text = deleted.map { "\($0) deleted" }.joined(separator: "\n")
      kit.site.events.record(
        EventNote(.normal, on: kustomization.object, FluxReasons.progressing, text))
    }
    problems += plan.protected.map {
      "\($0): the annotation \(Annotations.deletionProtection) keeps it"
    }
    guard problems.isEmpty else {
      throw GitOpsError("prune", problems.joined(separator: "\n"), reason: FluxReasons.pruneFailed)
    }
    let waiting = left.first { !plan.held.contains($0) } ?? left.first
    return (left, waiting.map { "Waiting for \($0) to be deleted" })
  }

  /// - Returns: Whether the object is to be waited for.
  private func delete(_ id: InventoryID, _ target: ApplyTarget) async throws(StatusError) -> Bool {
    guard let found = try await target.find(id) else { return false }
    var options = DeleteOptions()
    options.uid = found.object.metadata.uid
    options.propagation = .background
    do throws(StatusError) {
      let left = try await target.client.delete(found.address, options)
      if left.metadata.uid == found.object.metadata.uid {
        await target.settle(left, found.address.resource)
      }
    } catch {
      guard error.isNotFound else { throw error }
      return false
    }
    return id.staysUntilGone
  }

  // MARK: The end of a Kustomization

  /// Takes away what it applied, as its deletion policy says, and lets it go.
  func finalize(_ seen: Kustomization, _ key: Key) async throws -> Outcome {
    guard seen.metadata.finalizers.contains(Finalizers.flux) else { return .settled }
    var draft = Draft(seen)
    if seen.deletesObjects {
      let ids = seen.inventory.compactMap { entry in
        InventoryID(entry.id).map { (id: $0, version: entry.version) }
      }
      do {
        let target = try target(of: seen)
        let plan = try await plan(ids, seen, target)
        let (left, waiting) = try await carryOut(plan, seen, target)
        if let waiting {
          let open = Set(left.map(\.text))
          draft.now.inventory = seen.inventory.filter { open.contains($0.id) }
          KustomizationReport(now: kit.site.now).progresses(
            waiting, checksHealth: false, &draft.now)
          try await kit.site.save(draft)
          return .again(.seconds(1))
        }
      } catch let error as GitOpsError where error.reason == nil {
        // The way into the cluster is gone, and the cluster most likely with it.
        kit.site.events.record(
          EventNote(
            .warning, on: seen.object, FluxReasons.pruneFailed,
            "unable to prune objects: \(error.message)"))
      } catch {
        if error is CancellationError { throw error }
        KustomizationReport(now: kit.site.now).failed(
          FluxReasons.pruneFailed, message(of: error), &draft.now)
        try await kit.site.save(draft)
        return .again(kit.retries.delay(of: key))
      }
    }
    draft.now.metadata.removeFinalizer(Finalizers.flux)
    try await kit.site.save(draft)
    memos.forget(key)
    kit.retries.forget(key)
    return .settled
  }
}

extension InventoryID {
  /// What others wait for is not forgotten before it is gone.
  var staysUntilGone: Bool { isCluster || isKustomization }
}

extension Kustomization {
  /// Whether what was applied goes with the Kustomization.
  var deletesObjects: Bool {
    guard !isSuspended else { return false }
    switch deletionPolicy {
    case .orphan: return false
    case .mirrorPrune: return prunes
    case .delete, .waitForTermination: return true
    }
  }
}
