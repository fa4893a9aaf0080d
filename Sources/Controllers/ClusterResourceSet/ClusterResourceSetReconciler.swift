// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Applies what ConfigMaps and Secrets hold in every cluster that matches, and remembers in a binding what
/// it applied where. It deletes nothing.
package struct ClusterResourceSetReconciler: Reconciler {
  let site: Site
  let sets: Cache
  let clusters: Cache
  let bindings: Cache

  package init(_ site: Site) async {
    self.site = site
    sets = await site.informer(.clusterResourceSet).cache
    clusters = await site.informer(.cluster).cache
    bindings = await site.informer(.clusterResourceSetBinding).cache
    // Sources are read from these.
    _ = await site.informer(.secrets)
    _ = await site.informer(.configMaps)
  }

  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "clusterresourceset", await ClusterResourceSetReconciler(site),
      site.options(.clusterResourceSet, failing: ConditionTypes.resourcesApplied))
    let own = await site.informer(.clusterResourceSet)
    let cache = own.cache
    await controller.follow(own)
    for resource in [Resource.secrets, .configMaps] {
      await controller.follow(await site.informer(resource)) { change in
        cache.objects(Indexes.reference, Indexes.word(change.object)).map { Key($0) }
      }
    }
    await controller.follow(await site.informer(.cluster)) { change in
      guard ClusterNews.concernsResources(change) else { return [] }
      return cache.keys.filter { $0.namespace == change.object.namespace }
    }
    site.nodes.follow(connections: { cluster in
      for key in cache.keys where key.namespace == cluster.namespace { controller.queue.add(key) }
    })
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = sets[key].map(ClusterResourceSet.init) else { return .settled }
    var draft = Draft(seen)
    if try await site.pauses(&draft, in: nil) { return .settled }
    if seen.isDeleting {
      for object in bindings.objects where object.namespace == seen.namespace {
        try await forget(seen, in: ClusterResourceSetBinding(object))
      }
      draft.now.metadata.removeFinalizer(Finalizers.clusterResourceSet)
      try await site.save(draft)
      return .settled
    }
    draft.now.metadata.addFinalizer(Finalizers.clusterResourceSet)
    let saved = Draft(try await site.save(draft))
    return try await apply(saved)
  }

  private func apply(_ draft: Draft<ClusterResourceSet>) async throws -> Outcome {
    var draft = draft
    let set = draft.seen
    guard let selector = try? LabelSelector(set.clusterSelector) else { return .settled }
    var faults: [String] = []
    let matching = clusters.objects.filter { object in
      object.namespace == set.namespace && !object.isDeleting && selector.matches(object.labels)
    }
    for object in matching.sorted(by: { $0.name < $1.name }) {
      faults += try await apply(set, to: Cluster(object))
    }
    for object in bindings.objects where object.namespace == set.namespace {
      // Several sets own a binding: with the cluster it goes by their hand.
      if clusters[Key(object)] == nil {
        try await forget(set, in: ClusterResourceSetBinding(object))
      }
    }
    let type = ConditionTypes.resourcesApplied
    draft.now.set(
      faults.isEmpty
        ? Condition(type, .yes, reason: "Applied")
        : Condition(
          type, .no, reason: "NotApplied",
          message: faults.prefix(5).map { "* \($0)" }.joined(separator: "\n")), at: site.now)
    draft.now.observedGeneration = set.metadata.generation
    try await site.save(draft)
    return faults.isEmpty ? .settled : .again(.seconds(30))
  }

  /// The cluster that a binding belongs to is told to be without this set.
  private func forget(
    _ set: ClusterResourceSet, in binding: ClusterResourceSetBinding
  ) async throws {
    var draft = Draft(binding)
    draft.now.bindings.removeAll { $0["clusterResourceSetName"]?.string == set.name }
    draft.now.metadata.ownerReferences.removeAll { $0.uid == set.uid }
    guard draft.now != binding else { return }
    if draft.now.bindings.isEmpty {
      try await site.delete(binding.object, in: ClusterResourceSetBinding.kind.resource())
    } else {
      try await site.save(draft)
    }
  }
}
