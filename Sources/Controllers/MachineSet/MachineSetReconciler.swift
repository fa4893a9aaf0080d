// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Keeps the number of Machines that a MachineSet asks for, all made from one template.
package struct MachineSetReconciler: Reconciler {
  let site: Site
  let clusters: Cache
  let sets: Cache
  let deployments: Cache
  let machines: Cache

  /// How long changes of Machines are gathered before they are counted.
  private static let gathering = Duration.milliseconds(100)

  package init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster).cache
    sets = await site.informer(.machineSet).cache
    deployments = await site.informer(.machineDeployment).cache
    machines = await site.informer(.machine).cache
  }

  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "machineset", await MachineSetReconciler(site),
      site.options(.machineSet, failing: ConditionTypes.machinesReady))
    let own = await site.informer(.machineSet)
    // The copies of templates of a new one come after it.
    await controller.follow(own, gathering: .added(gathering))
    await site.followReferences(controller, from: own, gathering: .all(gathering))
    await controller.followOwned(
      await site.informer(.machine), by: Kind.machineSet.groupKind,
      gathering: .updates(gathering))
    await site.followCluster(controller, from: own, where: ClusterNews.concernsMachines)
    // What the preflight waits for.
    await site.followReferences(
      controller, from: await site.informer(.cluster),
      to: { cluster in own.cache.objects(of: Key(cluster)).map { Key($0) } },
      where: ClusterNews.tellsVersion)
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = sets[key].map(MachineSet.init) else { return .settled }
    let place = Key(namespace: seen.namespace, name: seen.clusterName)
    guard let cluster = clusters[place].map(Cluster.init) else {
      return try await withoutCluster(Draft(seen))
    }
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: cluster.object) { return .settled }
    var pass = SetPass(site, draft, cluster)
    pass.deployment = owner(of: seen)
    pass.machines = members(of: seen)
    return try await pass.run()
  }

  /// Nothing is made for a cluster that is not there; what goes may go.
  private func withoutCluster(_ draft: Draft<MachineSet>) async throws -> Outcome {
    var draft = draft
    if draft.seen.isDeleting, members(of: draft.seen).isEmpty {
      draft.now.metadata.removeFinalizer(Finalizers.machineSet)
    }
    for machine in draft.seen.isDeleting ? members(of: draft.seen) : [] {
      try await site.delete(machine.object, in: Kind.machine.resource())
    }
    try await site.save(draft)
    return .settled
  }

  private func owner(of set: MachineSet) -> MachineDeployment? {
    guard let owner = set.metadata.controller, owner.kind == Kind.machineDeployment.kind else {
      return nil
    }
    let key = Key(namespace: set.namespace, name: owner.name)
    return deployments[key].map(MachineDeployment.init)
  }

  /// Its Machines, and those that it selects and nobody owns.
  private func members(of set: MachineSet) -> [Machine] {
    let place = Key(namespace: set.namespace, name: set.clusterName)
    return machines.members(of: set.object, selecting: set.labelSelector, in: place)
      .map(Machine.init)
  }
}
