// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// One pass over a KubeadmConfig whose machine and cluster are known.
struct ConfigPass: Sendable {
  let site: Site
  var config: KubeadmConfig
  let owner: ConfigOwner
  let cluster: Cluster

  var clusterKey: Key { Key(cluster.object) }
  var isInitialized: Bool { cluster.isControlPlaneInitialized }
  var now: Time { site.now }

  /// What of a Cluster decides over configs.
  static func inputs(of cluster: Object) -> Value {
    let view = Cluster(cluster)
    return [
      "spec": cluster.spec, "infrastructure": .bool(view.isInfrastructureProvisioned),
      "initialized": .bool(view.isControlPlaneInitialized),
      "variables": cluster.metadata.annotations[Annotations.variablesFrom].map { .string($0) }
        ?? .null,
    ]
  }

  mutating func run() async throws -> Outcome {
    if config.dataSecretName != nil, config.isDataSecretCreated { return try await keep() }
    if let given = owner.dataSecretName {
      succeed(with: given)
      return .settled
    }
    if !cluster.isInfrastructureProvisioned {
      return hold(
        Reasons.waitingForClusterInfrastructureReady, "the infrastructure of Cluster \(clusterKey)",
        hint: "its condition \(ConditionTypes.infrastructureReady) says how far it is")
    }
    if !isInitialized, !owner.isControlPlane {
      return hold(
        Reasons.waitingForControlPlaneInitialized, "the first API server of Cluster \(clusterKey)",
        hint: "its condition \(ConditionTypes.controlPlaneInitialized) says how far it is")
    }
    if owner.isControlPlane, let wait = try await lock() { return wait }
    return try await make()
  }

  mutating func hold(_ reason: String, _ what: String, hint: String? = nil) -> Outcome {
    let since = config.metadata.creationTimestamp
    config.holdBack(reason, Waiting(for: what, since: since, hint: hint), at: now)
    return .settled
  }

  mutating func succeed(with secret: String) {
    config.dataSecretName = secret
    config.isDataSecretCreated = true
    let types = [ConditionTypes.certificatesAvailable, ConditionTypes.dataSecretAvailable]
    for type in types { config.set(Condition(type, .yes, reason: "Available"), at: now) }
    config.summarize(at: now)
  }
}

// MARK: - The lock

extension ConfigPass {
  /// Takes the lock of a cluster that does not run yet, and gives it back when it does.
  /// - Returns: How to wait for another machine; nil where this one may go ahead.
  private mutating func lock() async throws(StatusError) -> Outcome? {
    let lock = InitLock(of: cluster.object)
    let place = Key(namespace: cluster.namespace, name: lock.name)
    let maps = await site.informer(.configMaps).cache
    let machines = await site.informer(.machine).cache.objects(of: clusterKey)
    let names = Set(machines.map(\.name))
    var object = maps[place]
    for _ in 0..<3 {
      switch lock.step(
        for: owner.object.name, seeing: object, among: names, isInitialized: isInitialized)
      {
      case .start, .join: return nil
      case .take:
        object = try await site.ensure(lock.object(for: owner.object.name), in: .configMaps)
      case .release:
        if let held = object { try await site.delete(held, in: .configMaps) }
        object = nil
      case .wait(let other):
        return hold(
          Reasons.waitingForControlPlaneInitialized, "Machine \(other) to start the cluster",
          hint: "delete that Machine if it cannot")
      }
    }
    return .again(.seconds(1))
  }
}
