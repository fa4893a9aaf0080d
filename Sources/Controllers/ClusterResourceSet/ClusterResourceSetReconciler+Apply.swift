// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension ClusterResourceSetReconciler {
  /// Applies what is due in one cluster.
  /// - Returns: What could not be applied, and why.
  func apply(_ set: ClusterResourceSet, to cluster: Cluster) async throws -> [String] {
    let key = Key(cluster.object)
    guard Pausing.causes(cluster.object, in: cluster.object).isEmpty else { return [] }
    guard cluster.isControlPlaneInitialized, site.nodes.connection(to: key)?.isUp == true else {
      return ["Cluster \(cluster.name): \(Waiting(for: "its API server to answer"))"]
    }
    var binding = Draft(try await binding(of: set, to: cluster))
    var record = BindingRecord(binding.now, of: set.name)
    var faults: [String] = []
    for resource in set.resources {
      do {
        try await apply(resource, of: set, to: key, &record)
      } catch {
        faults.append("\(resource.kind) \(resource.name) in Cluster \(cluster.name): \(error)")
      }
    }
    record.write(into: &binding.now)
    try await site.save(binding)
    return faults
  }

  private func apply(
    _ resource: ClusterResourceSet.Resource, of set: ClusterResourceSet, to cluster: Key,
    _ record: inout BindingRecord
  ) async throws {
    let source = try await ResourceSource(resource, in: set.namespace, site)
    let strategy = ResourceDecision.Strategy(rawValue: set.strategy.rawValue) ?? .applyOnce
    let decision = ResourceDecision(
      source.data, strategy: strategy, record: record.entry(of: resource))
    guard case .apply(let hash) = decision else { return }
    let isFirst = record.entry(of: resource) == nil
    do {
      let client = try await site.workloads.client(of: cluster)
      let applier = ResourceApplier(client, overwrites: strategy == .reconcile)
      for object in try source.objects() { try await applier.apply(object) }
      record.note(resource, hash: hash, isApplied: true, at: site.now)
    } catch {
      // The first failure is noted; the same one again is no news.
      if isFirst { record.note(resource, hash: hash, isApplied: false, at: site.now) }
      throw error
    }
  }

  /// The binding is named as the cluster.
  private func binding(
    of set: ClusterResourceSet, to cluster: Cluster
  ) async throws -> ClusterResourceSetBinding {
    let key = Key(cluster.object)
    var binding = ClusterResourceSetBinding(namespace: key.namespace, name: key.name)
    binding.clusterName = cluster.name
    binding.metadata.labels[Labels.clusterName] = cluster.name
    binding.metadata.addOwner(set.object, isController: false)
    let resource = ClusterResourceSetBinding.kind.resource()
    guard let kept = bindings[key] else {
      return ClusterResourceSetBinding(try await site.ensure(binding.object, in: resource))
    }
    var draft = Draft(ClusterResourceSetBinding(kept))
    draft.now.metadata.addOwner(set.object, isController: false)
    return try await site.save(draft)
  }
}
