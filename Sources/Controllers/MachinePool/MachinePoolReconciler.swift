// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Follows a pool of machines that a provider keeps alike: hands it its bootstrap data, and finds the Nodes
/// that it became.
package struct MachinePoolReconciler: Reconciler {
  let site: Site

  package init(_ site: Site) { self.site = site }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = await site.informer(.machinePool).cache[key].map(MachinePool.init) else {
      return .settled
    }
    let place = Key(namespace: seen.namespace, name: seen.clusterName)
    let cluster = await site.informer(.cluster).cache[place].map(Cluster.init)
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: cluster?.object) { return .settled }
    var parts = PoolParts(place: place)
    parts.bootstrap = try await site.referred(seen.template.bootstrapRef, in: seen.namespace)
    parts.infrastructure = try await site.referred(
      seen.template.infrastructureRef, in: seen.namespace)
    parts.nodes = site.nodes.nodes(of: place)?.objects
    if seen.isDeleting {
      return try await delete(draft, parts, isClusterGoing: cluster?.isDeleting ?? true)
    }
    if let cluster, !cluster.isDeleting {
      draft.now.metadata.addFinalizer(Finalizers.machinePool)
      draft.now.metadata.labels[Labels.clusterName] = cluster.name
      draft.now.metadata.addOwner(cluster.object, isController: false)
    }
    let report = PoolReport(parts, now: site.now)
    report.write(into: &draft.now)
    let saved = try await site.save(draft)
    for object in parts.own where !object.isDeleting {
      try await site.adopt(object, by: saved.object, cluster: saved.clusterName)
    }
    return report.nextLook(at: saved).map { .again($0) } ?? .settled
  }
}

extension MachinePoolReconciler {
  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "machinepool", MachinePoolReconciler(site),
      site.options(.machinePool, failing: ConditionTypes.available))
    let pools = await site.informer(.machinePool)
    let cache = pools.cache
    await controller.follow(pools)
    await site.followReferences(controller, from: pools)
    await site.followCluster(controller, from: pools, where: { _ in true })
    let queue = controller.queue
    let tell: @Sendable (Key) -> Void = { cluster in
      for pool in cache.objects(of: cluster) { queue.add(Key(pool)) }
    }
    site.nodes.follow(nodes: { cluster, change in
      if Self.concernsPools(change) { tell(cluster) }
    })
    site.nodes.follow(connections: tell)
    return controller
  }

  /// A Node tells every few seconds that it lives; that is no news.
  private static func concernsPools(_ change: Change) -> Bool {
    guard let old = change.old, change.kind == .updated else { return true }
    return old.spec["providerID"] != change.object.spec["providerID"]
      || old.isTrue("Ready") != change.object.isTrue("Ready")
  }
}

// MARK: - Deletion

extension MachinePoolReconciler {
  /// The machines first, then their bootstrap data, then the Nodes that are left of them.
  private func delete(
    _ draft: Draft<MachinePool>, _ parts: PoolParts, isClusterGoing: Bool
  ) async throws(StatusError) -> Outcome {
    let steps: [(Referred, String)] = [
      (parts.infrastructure, Reasons.waitingForInfrastructureDeletion),
      (parts.bootstrap, Reasons.waitingForBootstrapDeletion),
    ]
    for (referred, reason) in steps {
      guard let object = referred.object else { continue }
      if !object.isDeleting, let address = await site.address(of: object) {
        try await site.delete(object, in: address.resource)
        if try await site.client.find(address)?.metadata.uid != object.metadata.uid { continue }
      }
      return try await wait(draft, reason, "\(object.kind) \(object.name) to be gone")
    }
    if !isClusterGoing, let left = await deleteNodes(of: draft.seen, parts) {
      _ = try await wait(draft, Reasons.deletingNode, left)
      return .again(.seconds(5))
    }
    var draft = draft
    draft.now.metadata.removeFinalizer(Finalizers.machinePool)
    try await site.save(draft)
    return .settled
  }

  private func wait(
    _ draft: Draft<MachinePool>, _ reason: String, _ what: String
  ) async throws(StatusError) -> Outcome {
    var draft = draft
    let since = draft.seen.metadata.deletionTimestamp
    draft.now.phase = PoolNodes.Phase.deleting.rawValue
    draft.now.set(
      Condition(
        ConditionTypes.deleting, .yes, reason: reason,
        message: "\(Waiting(for: what, since: since))"), at: site.now)
    try await site.save(draft)
    return .settled
  }

  /// What could not be deleted and is to be tried again; nil where nothing is left. Nodes of a cluster that
  /// does not answer for long are left to it.
  private func deleteNodes(of pool: MachinePool, _ parts: PoolParts) async -> String? {
    if let end = site.nodes.connection(to: parts.place)?.graceEnd, site.now >= end { return nil }
    for name in pool.nodeRefs.compactMap({ $0["name"]?.string }) {
      do throws(StatusError) {
        try await site.workloads.client(of: parts.place).delete(Address(.nodes, name: name))
      } catch {
        if !error.isNotFound { return "Node \(name) to be deleted (\(error.message))" }
      }
    }
    return nil
  }
}

extension MachinePool {
  var nodeRefs: [Value] {
    get { self["status.nodeRefs"]?.list ?? [] }
    set { self["status.nodeRefs"] = newValue.isEmpty ? Value?.none : .list(newValue) }
  }
}
