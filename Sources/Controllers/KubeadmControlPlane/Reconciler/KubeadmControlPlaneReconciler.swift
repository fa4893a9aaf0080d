// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Keeps the control planes of clusters: their keys, their Machines one at a time, and the members of
/// their etcd.
package struct KubeadmControlPlaneReconciler: Reconciler {
  let site: Site
  let memo = PlaneMemo()

  package init(_ site: Site) { self.site = site }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = await site.informer(.kubeadmControlPlane).cache[key] else {
      memo.forget(key)
      return .settled
    }
    var draft = Draft(KubeadmControlPlane(seen))
    let cluster = await cluster(of: seen)
    if try await site.pauses(&draft, in: cluster?.object) { return .settled }
    guard let cluster else {
      // Without its Cluster it has nothing but itself to take away.
      guard seen.isDeleting else {
        draft.now.await(
          Waiting(
            for: "a Cluster that refers to it", since: seen.metadata.creationTimestamp,
            hint: "set spec.controlPlaneRef of one"), at: site.now)
        try await site.save(draft)
        return .settled
      }
      var removal = PlaneRemoval(site: site, draft: draft, cluster: nil)
      return try await removal.run()
    }
    if seen.isDeleting {
      var removal = PlaneRemoval(site: site, draft: draft, cluster: Key(cluster.object))
      return try await removal.run()
    }
    var pass = PlanePass(site: site, memo: memo, cluster: cluster, draft: draft)
    return try await pass.run()
  }

  /// The Cluster that refers to a control plane; while it goes away, the one that owns it.
  private func cluster(of plane: Object) async -> Cluster? {
    let clusters = await site.informer(.cluster).cache
    if let found = clusters.objects(Indexes.reference, Indexes.word(plane)).first {
      return Cluster(found)
    }
    let owner = plane.metadata.ownerReferences.first { $0.groupKind == Kind.cluster.groupKind }
    return owner.flatMap { clusters[Key(namespace: plane.namespace, name: $0.name)] }
      .map { Cluster($0) }
  }
}

extension KubeadmControlPlaneReconciler {
  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "kubeadmcontrolplane", KubeadmControlPlaneReconciler(site),
      site.options(.kubeadmControlPlane, failing: ConditionTypes.available))
    let planes = await site.informer(.kubeadmControlPlane)
    let kind = Kind.kubeadmControlPlane.groupKind
    await controller.follow(planes)
    await controller.follow(await site.informer(.machine)) { PlaneNews.planes(of: $0) }
    await controller.followOwned(await site.informer(.secrets), by: kind)
    await site.followReferences(controller, from: planes)
    await site.followReferred(controller, ownedBy: kind)
    let cache = planes.cache
    await controller.follow(await site.informer(.cluster)) { change in
      guard Self.concernsPlane(change) else { return [] }
      return Self.planes(of: change.object)
    }
    let clusters = await site.informer(.cluster).cache
    let queue = controller.queue
    site.nodes.follow(connections: { cluster in
      for key in Self.planes(of: clusters[cluster]) { queue.add(key) }
    })
    // They come and go several at a time.
    site.nodes.follow(pods: { cluster in
      for key in Self.planes(of: clusters[cluster]) { queue.add(key, after: .milliseconds(100)) }
    })
    for resource in [Resource.secrets, .configMaps] {
      await controller.follow(await site.informer(resource)) { change in
        let users = clusters.objects(Indexes.reference, Indexes.word(change.object))
        return users.flatMap { Self.planes(of: $0) }
      }
    }
    // Workers hold up the deletion of the control plane.
    for kind in [Kind.machine, .machinePool] {
      await controller.follow(await site.informer(kind)) { Self.held(by: $0, in: cache) }
    }
    return controller
  }

  /// The control plane that a Cluster refers to, if it is one of ours.
  private static func planes(of cluster: Object?) -> [Key] {
    guard let cluster, let reference = Cluster(cluster).controlPlaneRef,
      reference.groupKind == Kind.kubeadmControlPlane.groupKind
    else { return [] }
    return [Key(namespace: cluster.namespace, name: reference.name)]
  }

  private static func concernsPlane(_ change: Change) -> Bool {
    guard let old = change.old, change.kind == .updated else { return true }
    let (before, now) = (Cluster(old), Cluster(change.object))
    return before.spec != now.spec || before.metadata.annotations != now.metadata.annotations
      || before.failureDomains != now.failureDomains
      || before.isInfrastructureProvisioned != now.isInfrastructureProvisioned
      || before.condition(ConditionTypes.remoteConnectionProbe)?.status
        != now.condition(ConditionTypes.remoteConnectionProbe)?.status
  }

  /// The control planes that go, of the cluster of a worker that went.
  private static func held(by change: Change, in planes: Cache) -> [Key] {
    guard change.kind == .deleted else { return [] }
    let object = change.object
    guard let cluster = object.spec["clusterName"]?.string else { return [] }
    let key = Key(namespace: object.namespace, name: cluster)
    return planes.objects(of: key).filter(\.isDeleting).map { Key($0) }
  }
}
