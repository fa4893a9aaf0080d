// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
package import Runtime
package import Site

/// Brings a Cluster's parts together: who belongs to it, where its API answers, what it is like, and in
/// which order it goes.
package struct ClusterReconciler: Reconciler {
  let site: Site
  let clusters: Cache
  let machines: Cache
  let machineSets: Cache
  let machineDeployments: Cache
  let machinePools: Cache
  let secrets: Cache

  /// How long changes below a Cluster are gathered before it counts them.
  private static let gathering = Gathering.all(.milliseconds(250), leaving: .milliseconds(20))

  package init(_ site: Site) async {
    self.site = site
    clusters = await site.informer(.cluster).cache
    machines = await site.informer(.machine).cache
    machineSets = await site.informer(.machineSet).cache
    machineDeployments = await site.informer(.machineDeployment).cache
    machinePools = await site.informer(.machinePool).cache
    secrets = await site.informer(.secrets).cache
  }

  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "cluster", await ClusterReconciler(site),
      site.options(.cluster, failing: ConditionTypes.available))
    let own = await site.informer(.cluster)
    await controller.follow(own)
    await site.followReferences(controller, from: own, gathering: .updates(.milliseconds(100)))
    let queue = controller.queue
    for kind in [Kind.machine, .machineSet, .machineDeployment, .machinePool] {
      await controller.follow(await site.informer(kind), gathering: gathering) {
        Self.clusters(of: $0)
      }
    }
    await controller.follow(await site.informer(.secrets)) { change in
      Self.clusters(of: change).filter { Self.secrets(of: $0).contains(change.object.name) }
    }
    site.nodes.follow(connections: { queue.add($0) })
    return controller
  }

  private static func clusters(of change: Change) -> [Key] {
    Set([change.old, change.object].compactMap(\.self).compactMap(Indexes.cluster(of:))).map(\.self)
  }

  /// What a kubeconfig is made from, and itself.
  private static func secrets(of cluster: Key) -> [String] {
    [
      CertificatePurpose.authority.secretName(of: cluster.name),
      Bootstrap.Kubeconfig.secretName(of: cluster.name),
    ]
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = clusters[key].map(Cluster.init) else {
      site.nodes.end(key)
      return .settled
    }
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: seen.object) { return .settled }
    var parts = try await parts(of: seen)
    if seen.isDeleting { return try await delete(draft, parts) }
    draft.now.metadata.addFinalizer(Finalizers.cluster)
    parts.connection = connect(draft.now, parts)
    ClusterReport(parts, now: site.now).write(into: &draft.now)
    let saved = try await site.save(draft)
    try await adopt(parts, by: saved)
    return try await keepKubeconfig(of: saved, parts)
  }

  /// Everything that belongs to the Cluster.
  private func parts(of cluster: Cluster) async throws(StatusError) -> ClusterParts {
    let key = Key(cluster.object)
    var parts = ClusterParts()
    parts.infrastructure = try await site.referred(
      cluster.infrastructureRef, in: cluster.namespace)
    parts.controlPlane = try await site.referred(cluster.controlPlaneRef, in: cluster.namespace)
    parts.deployments = machineDeployments.objects(of: key)
    parts.pools = machinePools.objects(of: key)
    parts.sets = machineSets.objects(of: key)
    parts.machines = machines.objects(of: key)
    parts.sort()
    return parts
  }

  /// Watches the workload cluster as soon as there may be an answer.
  private func connect(_ cluster: Cluster, _ parts: ClusterParts) -> Connection? {
    let key = Key(cluster.object)
    guard cluster.isControlPlaneInitialized || parts.mayAnswer else { return nil }
    site.nodes.begin(key)
    return site.nodes.connection(to: key)
  }

  private func adopt(_ parts: ClusterParts, by cluster: Cluster) async throws(StatusError) {
    for object in [parts.infrastructure.object, parts.controlPlane.object].compactMap(\.self)
    where !object.isDeleting {
      try await site.adopt(object, by: cluster.object, cluster: cluster.name)
    }
  }
}
