// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Finds Machines that are not well, and marks them for whoever owns them to replace, unless there are so
/// many that the fault is likely not theirs.
package struct MachineHealthCheckReconciler: Reconciler {
  let site: Site
  let clusters: Cache
  let checks: Cache
  let machines: Cache

  /// How long changes of Machines are gathered before they are looked at.
  private static let gathering = Duration.milliseconds(250)

  package init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster).cache
    checks = await site.informer(.machineHealthCheck).cache
    machines = await site.informer(.machine).cache
  }

  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "machinehealthcheck", await MachineHealthCheckReconciler(site),
      site.options(.machineHealthCheck, failing: ConditionTypes.remediationAllowed))
    let own = await site.informer(.machineHealthCheck)
    let cache = own.cache
    await controller.follow(own)
    await site.followCluster(controller, from: own, where: ClusterNews.concernsMachines)
    let queue = controller.queue
    await site.informer(.machine).tell { change in
      guard let cluster = Indexes.cluster(of: change.object) else { return }
      for check in cache.objects(of: cluster) {
        queue.add(Key(check), after: gathering)
      }
    }
    site.nodes.follow(nodes: { cluster, _ in
      for check in cache.objects(of: cluster) {
        queue.add(Key(check), after: gathering)
      }
    })
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = checks[key].map(MachineHealthCheck.init), !seen.isDeleting else {
      return .settled
    }
    let place = Key(namespace: seen.namespace, name: seen.clusterName)
    guard let cluster = clusters[place].map(Cluster.init) else { return .settled }
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: cluster.object) { return .settled }
    draft.now.metadata.labels[Labels.clusterName] = cluster.name
    draft.now.metadata.addOwner(cluster.object, isController: false)
    let round = HealthRound(seen, targets(of: seen, in: cluster), cluster, now: site.now)
    round.report(into: &draft.now)
    try await site.save(draft)
    for target in round.targets {
      var machine = Draft(target.machine)
      round.mark(target, into: &machine.now)
      try await site.save(machine)
    }
    try await remediateOutside(round, seen)
    return round.again.map { .again($0) } ?? .settled
  }

  /// The Machines that the check selects, with what is known of their Nodes.
  private func targets(
    of check: MachineHealthCheck, in cluster: Cluster
  ) -> [HealthRound.Target] {
    guard let selector = try? LabelSelector(check.selector) else { return [] }
    let place = Key(cluster.object)
    let nodes = site.nodes.nodes(of: place)
    return machines.objects(of: place).filter { object in
      selector.matches(object.labels) && !object.isDeleting
        && object.metadata.annotations[Annotations.skipRemediation] == nil
        && object.metadata.annotations[Annotations.paused] == nil
    }
    .map(Machine.init).sorted { $0.name < $1.name }
    .map { machine in
      HealthRound.Target(
        machine, in: cluster, node: machine.nodeName.flatMap { nodes?[Key(name: $0)] },
        areNodesKnown: nodes != nil)
    }
  }
}
