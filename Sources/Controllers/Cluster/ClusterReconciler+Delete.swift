// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

extension ClusterReconciler {
  /// Deletes what belongs to the Cluster, in order, and lets it go when nothing is left.
  func delete(
    _ draft: Draft<Cluster>, _ parts: ClusterParts
  ) async throws(StatusError) -> Outcome {
    var draft = draft
    ClusterReport(parts, now: site.now).write(into: &draft.now)
    if draft.seen.metadata.annotations[Annotations.deletionProtection] == "true" {
      draft.now.set(Self.protected, at: site.now)
      try await site.save(draft)
      return .settled
    }
    var deletion = parts.deletion
    deletion.agent = agent(of: draft.seen)
    let step = ClusterDeletionStep.next(deletion)
    draft.now.set(
      Condition(ConditionTypes.deleting, .yes, reason: step.reason, message: step.message),
      at: site.now)
    if step == .release {
      site.nodes.end(Key(draft.seen.object))
      draft.now.metadata.removeFinalizer(Finalizers.cluster)
    }
    try await site.save(draft)
    let doomed = Set(step.delete)
    for object in parts.all where doomed.contains(ClusterDeletion.Dependent(object)) {
      guard let address = await site.address(of: object) else { continue }
      try await site.delete(object, in: address.resource)
    }
    // Watches tell of everything that goes; the rest is for watches that fail.
    return step == .release ? .settled : .again(ClusterDeletionStep.retry * 6)
  }

  /// Whoever has an agent there takes the annotation away in time; nobody waits for one who does not.
  private func agent(of cluster: Cluster) -> String? {
    let since = cluster.metadata.deletionTimestamp ?? site.now
    guard site.now < since + Self.patience else { return nil }
    return cluster.metadata.annotations[Annotations.agent]
  }

  private static let patience = Duration.seconds(720)

  private static let protected = Condition(
    ConditionTypes.deleting, .yes, reason: "DeletionProtected",
    message: "Nothing is deleted while the annotation \(Annotations.deletionProtection) is true")
}

extension ClusterParts {
  var deletion: ClusterDeletion {
    var deletion = ClusterDeletion()
    let workers = pools + deployments + lonelySets + lonelyMachines
    // Machines whose owner goes too are waited for with it.
    deletion.workers = (workers.isEmpty ? sets + workerMachines : workers).map {
      ClusterDeletion.Dependent($0)
    }
    // Those that make machines have to be told first.
    deletion.workersNeedControlPlane =
      !pools.isEmpty || (deployments + sets + lonelyMachines).contains { !$0.isDeleting }
      || workerMachines.contains { Machine($0).needsControlPlane }
    deletion.controlPlaneMachines = controlPlaneMachines.map { ClusterDeletion.Dependent($0) }
    deletion.controlPlane = controlPlane.object.map { ClusterDeletion.Dependent($0) }
    deletion.infrastructure = infrastructure.object.map { ClusterDeletion.Dependent($0) }
    return deletion
  }

  /// Every object that the Cluster may delete.
  var all: [Object] {
    pools + deployments + sets + machines
      + [controlPlane.object, infrastructure.object].compactMap(\.self)
  }
}

extension ClusterDeletion.Dependent {
  init(_ object: Object) {
    self.init(object.kind, object.name, deletionTime: object.metadata.deletionTimestamp)
  }
}
