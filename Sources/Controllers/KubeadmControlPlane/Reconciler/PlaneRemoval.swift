// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

/// Takes a control plane away: when no worker needs it any more, all its Machines at once.
struct PlaneRemoval: Sendable {
  let site: Site
  var draft: Draft<KubeadmControlPlane>
  /// Nil where there is none any more.
  let cluster: Key?

  mutating func run() async throws -> Outcome {
    let machines = await site.informer(.machine).cache
    let own = machines.objects(Indexes.owner, draft.seen.uid ?? "")
    let workers = await workers(machines)
    guard workers.isEmpty else {
      try await tell(Reasons.waitingForWorkersDeletion, workers, "to be gone first")
      return .settled
    }
    for machine in own {
      if !machine.isDeleting { try await site.delete(machine, in: Kind.machine.resource()) }
      try await release(machine)
    }
    guard own.isEmpty else {
      let names = own.map { "Machine \($0.name)" }
      try await tell(Reasons.waitingForMachineDeletion, names, "to be gone")
      return .settled
    }
    draft.now.metadata.removeFinalizer(Finalizers.kubeadmControlPlane)
    try await site.save(draft)
    return .settled
  }

  private func workers(_ machines: Cache) async -> [String] {
    guard let cluster else { return [] }
    let members = machines.objects(of: cluster)
    let pools = await site.informer(.machinePool).cache.objects(of: cluster)
    let workers = members.map(Machine.init).filter { !$0.isControlPlane && $0.needsControlPlane }
    return (workers.map(\.object) + pools)
      .map { "\($0.kind) \($0.name)" }.sorted()
  }

  private mutating func tell(
    _ reason: String, _ names: [String], _ what: String
  ) async throws(StatusError) {
    let waiting = Waiting(
      for: "\(names.shortened()) \(what)", since: draft.seen.metadata.deletionTimestamp,
      hint: "their condition Deleting says what holds them")
    draft.now.set(
      Condition(ConditionTypes.deleting, .yes, reason: reason, message: "\(waiting)"),
      at: site.now)
    try await site.save(draft)
  }

  /// With all of etcd going there is no quorum worth keeping.
  private func release(_ machine: Object) async throws(StatusError) {
    let fresh = await site.informer(.machine).cache[Key(machine)] ?? machine
    var draft = Draft(Machine(fresh))
    draft.now.metadata.annotations[Annotations.controlPlaneCleanupHook] = nil
    do throws(StatusError) {
      try await site.save(draft)
    } catch {
      // Without the hook it may be gone before this is written.
      guard error.isNotFound || error.isConflict else { throw error }
    }
  }
}
