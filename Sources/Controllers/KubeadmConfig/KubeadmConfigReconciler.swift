// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
package import Runtime
package import Site

/// Makes bootstrap data of KubeadmConfigs: one Secret each, made when its machine may start.
///
/// The machine that starts a cluster is the one that holds the cluster's lock; all others wait until
/// there is an API server to join.
package struct KubeadmConfigReconciler: Reconciler {
  let site: Site

  package init(_ site: Site) { self.site = site }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = await site.informer(.kubeadmConfig).cache[key], !seen.isDeleting else {
      return .settled
    }
    var draft = Draft(KubeadmConfig(seen))
    let outcome: Outcome
    if let owner = await ConfigOwner.find(of: seen, in: site) {
      outcome = try await reconcile(&draft, owner)
    } else if seen.metadata.ownerReferences.contains(where: \.isController) {
      // Who made it is about to make its Machine.
      return .settled
    } else {
      let lacking = Waiting(
        for: "a Machine or MachinePool that refers to it", since: seen.metadata.creationTimestamp,
        hint: "set spec.bootstrap.configRef of one")
      draft.now.holdBack(Reasons.not("Available"), lacking, at: site.now)
      outcome = .settled
    }
    try await site.save(draft)
    return outcome
  }

  private func reconcile(
    _ draft: inout Draft<KubeadmConfig>, _ owner: ConfigOwner
  ) async throws -> Outcome {
    let key = Key(namespace: draft.seen.namespace, name: owner.clusterName)
    let cluster = await site.informer(.cluster).cache[key].map { Cluster($0) }
    if draft.pause(in: cluster?.object, at: site.now) { return .settled }
    guard let cluster else {
      draft.now.holdBack(
        Reasons.not("Available"),
        Waiting(for: "Cluster \(key), which does not exist", hint: "create it"), at: site.now)
      return .settled
    }
    var pass = ConfigPass(site: site, config: draft.now, owner: owner, cluster: cluster)
    defer { draft.now = pass.config }
    do {
      return try await pass.run()
    } catch let error as BootstrapError {
      // Nothing is gained by trying again: it is the input that has to change, and that is watched.
      pass.config.fail(error, at: site.now)
      return .settled
    }
  }
}

extension KubeadmConfigReconciler {
  package static func controller(_ site: Site) async -> Controller {
    let controller = Controller(
      "kubeadmconfig", KubeadmConfigReconciler(site),
      site.options(.kubeadmConfig, failing: ConditionTypes.dataSecretAvailable))
    let configs = await site.informer(.kubeadmConfig)
    await controller.follow(configs)
    for kind in [Kind.machine, .machinePool] {
      await controller.follow(await site.informer(kind)) { Self.configs(of: $0) }
    }
    let cache = configs.cache
    await site.followCluster(controller, from: configs, where: Self.concernsConfigs)
    let clusters = await site.informer(.cluster).cache
    for resource in [Resource.secrets, .configMaps] {
      await controller.follow(await site.informer(resource)) { change in
        Self.waiting(for: change, in: cache, clusters)
      }
    }
    await controller.followOwned(
      await site.informer(.secrets), by: Kind.kubeadmConfig.groupKind)
    return controller
  }

  /// The config that a Machine or a pool refers to.
  private static func configs(of change: Change) -> [Key] {
    if let old = change.old, change.kind == .updated, !change.isResync,
      ConfigOwner.inputs(of: old) == ConfigOwner.inputs(of: change.object)
    {
      return []
    }
    let spec = change.object.spec
    let reference =
      spec["bootstrap", "configRef"] ?? spec["template", "spec", "bootstrap", "configRef"]
    guard let found = reference.flatMap(ContractReference.init),
      found.groupKind == Kind.kubeadmConfig.groupKind
    else { return [] }
    return [Key(namespace: change.object.namespace, name: found.name)]
  }

  /// A Cluster's status changes often, and little of it matters here.
  private static func concernsConfigs(_ change: Change) -> Bool {
    guard let old = change.old, change.kind == .updated else { return true }
    return ConfigPass.inputs(of: old) != ConfigPass.inputs(of: change.object)
  }

  /// Those that the change of a Secret or ConfigMap concerns: whose spec names it, and all of a cluster
  /// that takes variables from it, or whose authority or lock it is.
  private static func waiting(
    for change: Change, in configs: Cache, _ clusters: Cache
  ) -> [Key] {
    let object = change.object
    var found = configs.objects(Indexes.reference, Indexes.word(object))
    for cluster in clusters.objects(Indexes.reference, Indexes.word(object)) {
      found += configs.objects(of: Key(cluster))
    }
    if let cluster = object.metadata.labels[Labels.clusterName],
      [InitLock.name(of: cluster), CertificatePurpose.authority.secretName(of: cluster)]
        .contains(object.name)
    {
      let key = Key(namespace: object.namespace, name: cluster)
      found += configs.objects(of: key)
    }
    return found.map { Key($0) }
  }
}
