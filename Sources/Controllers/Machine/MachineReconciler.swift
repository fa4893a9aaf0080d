// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Brings a Machine from bootstrap data over infrastructure to a Node, and takes all of it away in the
/// right order.
package struct MachineReconciler: Reconciler {
  let site: Site
  let clusters: Cache
  let machines: Cache
  let sets: Cache

  package init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster).cache
    machines = await site.informer(.machine).cache
    sets = await site.informer(.machineSet).cache
  }

  package static func controller(_ site: Site) async -> Controller {
    let reconciler = await MachineReconciler(site)
    let controller = Controller(
      "machine", reconciler, site.options(.machine, failing: ConditionTypes.ready))
    let own = await site.informer(.machine)
    await controller.follow(own)
    await site.followReferences(controller, from: own)
    await site.followCluster(controller, from: own, where: ClusterNews.concernsMachines)
    await controller.follow(await site.informer(.machineSet)) { change in
      guard let old = change.old, old.outOfDate != change.object.outOfDate else { return [] }
      let uid = change.object.metadata.uid ?? ""
      return own.cache.objects(Indexes.owner, uid).map { Key($0) }
    }
    let queue = controller.queue
    site.nodes.follow(nodes: { cluster, change in
      let names = [change.object.name, change.object.spec["providerID"]?.string]
      for name in names.compactMap(\.self) {
        let word = Indexes.node(cluster, name)
        for machine in own.cache.objects(Indexes.node, word) { queue.add(Key(machine)) }
      }
    })
    site.nodes.follow(connections: { cluster in
      for machine in own.cache.objects(of: cluster) { queue.add(Key(machine)) }
    })
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = machines[key].map(Machine.init) else { return .settled }
    let place = Key(namespace: seen.namespace, name: seen.clusterName)
    let cluster = clusters[place].map(Cluster.init)
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: cluster?.object) { return .settled }
    let parts = try await parts(of: seen, in: cluster)
    if seen.isDeleting { return try await delete(draft, parts) }
    if let cluster, !cluster.isDeleting { own(&draft.now, in: cluster) }
    MachineReport(parts, now: site.now).write(into: &draft.now)
    let saved = try await site.save(draft)
    for object in parts.own.compactMap(\.object) where !object.isDeleting {
      try await site.adopt(object, by: saved.object, cluster: saved.clusterName)
    }
    if let node = parts.node { try await mark(node, of: saved, parts) }
    return outcome(saved, parts)
  }

  /// Finalizer, label and owner, put back where somebody took them away.
  private func own(_ machine: inout Machine, in cluster: Cluster) {
    machine.metadata.addFinalizer(Finalizers.machine)
    machine.metadata.labels[Labels.clusterName] = cluster.name
    machine.metadata.belong(to: cluster.object)
  }

  private func parts(
    of machine: Machine, in cluster: Cluster?
  ) async throws(StatusError) -> MachineParts {
    let place = Key(namespace: machine.namespace, name: machine.clusterName)
    var parts = MachineParts(place)
    parts.cluster = cluster
    parts.bootstrap = try await site.referred(machine.bootstrapRef, in: machine.namespace)
    parts.infrastructure = try await site.referred(
      machine.infrastructureRef, in: machine.namespace)
    parts.connection = site.nodes.connection(to: place)
    if let owner = machine.metadata.controller, owner.kind == Kind.machineSet.kind {
      parts.set = sets[Key(namespace: machine.namespace, name: owner.name)].map(MachineSet.init)
    }
    if let nodes = site.nodes.nodes(of: place) {
      parts.areNodesKnown = true
      let providerID = parts.providerID ?? machine.providerID
      parts.node =
        machine.nodeName.flatMap { nodes[Key(name: $0)] }
        ?? providerID.flatMap { nodes.objects(WorkloadWatch.providerID, $0).first }
    }
    return parts
  }

  /// Time alone changes what is to be said of a Machine.
  private func outcome(_ machine: Machine, _ parts: MachineParts) -> Outcome {
    let now = site.now
    var moments: [Time] = []
    if let ready = machine.condition(ConditionTypes.ready), ready.status == .yes,
      let since = ready.lastTransitionTime
    {
      moments.append(since + .seconds(machine.minReadySeconds))
    }
    if let end = parts.connection?.graceEnd { moments.append(end) }
    let next = moments.filter { $0 > now }.min()
    return next.map { .again($0 - now + .milliseconds(10)) } ?? .settled
  }
}

extension Object {
  /// Why the Machines of a MachineSet are not as its deployment wants them.
  var outOfDate: String? { metadata.annotations[Annotations.outOfDate] }
}
