// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// What a pass sees of everything that a pool is made of.
struct PoolParts: Sendable {
  let place: Key
  var bootstrap = Referred.unnamed
  var infrastructure = Referred.unnamed
  /// Nil where they are not known.
  var nodes: [Object]?

  init(place: Key) { self.place = place }

  /// The objects that belong to the pool alone.
  var own: [Object] { [bootstrap.object, infrastructure.object].compactMap(\.self) }
}

/// What a pool says of itself.
struct PoolReport: Sendable {
  let parts: PoolParts
  let now: Time

  init(_ parts: PoolParts, now: Time) {
    self.parts = parts
    self.now = now
  }

  func write(into pool: inout MachinePool) {
    let (wasBootstrapped, wasProvisioned) = (
      pool.isBootstrapDataCreated, pool.isInfrastructureProvisioned
    )
    takeOver(into: &pool)
    let nodes = found(pool)
    count(nodes, into: &pool)
    pool.set(
      parts.bootstrap.condition(
        ConditionTypes.bootstrapConfigReady, isDone: pool.isBootstrapDataCreated,
        wasDone: wasBootstrapped, of: pool.object, unnamed: "DataSecretProvided"), at: now)
    pool.set(
      parts.infrastructure.condition(
        ConditionTypes.infrastructureReady, isDone: pool.isInfrastructureProvisioned,
        wasDone: wasProvisioned, of: pool.object, unnamed: "NoInfrastructure"), at: now)
    let type = ConditionTypes.deleting
    pool.set(Condition(type, .no, reason: Reasons.not(type)), at: now)
    pool.observedGeneration = pool.metadata.generation
  }

  /// What the provider says that the pool repeats.
  private func takeOver(into pool: inout MachinePool) {
    if let config = parts.bootstrap.object.map(BootstrapConfig.init),
      let name = config.dataSecretName
    {
      pool[text: "spec.template.spec.bootstrap.dataSecretName"] = name
    }
    // A provider that bootstraps its machines itself is given nothing.
    pool.isBootstrapDataCreated =
      pool.isBootstrapDataCreated || pool.template.bootstrapRef == nil
      || pool.template.dataSecretName != nil
    guard let object = parts.infrastructure.object else { return }
    if InfrastructureMachine(object: object).isProvisioned {
      pool.isInfrastructureProvisioned = true
    }
    let listed = (object.spec["providerIDList"]?.list ?? []).compactMap(\.string)
    if !listed.isEmpty || pool.isInfrastructureProvisioned { pool.providerIDs = listed }
    // Somebody else decides how many there are, and says so to the provider.
    if pool.metadata.annotations[Annotations.replicasManagedBy] != nil,
      let count = object.status["replicas"]?.int
    {
      pool.desiredReplicas = count
    }
  }

  private func found(_ pool: MachinePool) -> PoolNodes? {
    guard let nodes = parts.nodes else { return nil }
    let seen = nodes.compactMap { node -> PoolNodes.Node? in
      guard let id = node.spec["providerID"]?.string else { return nil }
      let ready = node.condition("Ready")
      return PoolNodes.Node(
        node.name, providerID: id, isReady: ready?.status == .yes,
        readySince: ready?.lastTransitionTime)
    }
    let wait = Duration.seconds(pool.template.minReadySeconds)
    return PoolNodes(listed: pool.providerIDs, nodes: seen, minReady: wait, now: now)
  }

  private func count(_ nodes: PoolNodes?, into pool: inout MachinePool) {
    let existing = parts.infrastructure.object?.status["replicas"]?.int
    let total = existing ?? Int64(pool.providerIDs.count)
    // Of a cluster that does not answer, what was known stays.
    let wanted = Int(pool.desiredReplicas ?? 1)
    let known = nodes ?? PoolNodes(listed: [], nodes: [], now: now)
    if let nodes {
      pool.nodeRefs = refs(nodes.names)
      var replicas = Replicas(
        total: total, ready: Int64(nodes.ready), available: Int64(nodes.available))
      // Its machines follow the provider's template; when they do is the provider's to say.
      replicas.upToDate =
        parts.infrastructure.object?.status["upToDateReplicas"]?.int ?? total
      pool.replicas = replicas
    } else {
      var replicas = pool.replicas
      replicas.total = total
      pool.replicas = replicas
    }
    var facts = PoolNodes.Facts()
    facts.isBootstrapReady = pool.isBootstrapDataCreated
    facts.isInfrastructureReady = pool.isInfrastructureProvisioned
    facts.wanted = wanted
    facts.existing = Int(total)
    pool.phase = known.phase(facts).rawValue
    let scaling = ScalingReport(wanted: wanted, existing: Int(total))
    for condition in [scaling.scalingUp, scaling.scalingDown(now: now), available(pool, nodes)] {
      pool.set(condition, at: now)
    }
  }

  private func refs(_ names: [String]) -> [Value] {
    let uids = Dictionary((parts.nodes ?? []).map { ($0.name, $0.metadata.uid ?? "") }) { $1 }
    return names.map { name in
      [
        "apiVersion": "v1", "kind": "Node", "name": .string(name),
        "uid": .string(uids[name] ?? ""),
      ]
    }
  }

  private func available(_ pool: MachinePool, _ nodes: PoolNodes?) -> Condition {
    let type = ConditionTypes.available
    guard pool.isInfrastructureProvisioned else {
      let what = pool.template.infrastructureRef.map { "\($0)" } ?? "its infrastructure"
      return Condition(
        type, .no, reason: Reasons.not(type),
        message:
          "\(Waiting(for: "\(what) to be provisioned", since: pool.metadata.creationTimestamp))")
    }
    guard let nodes else {
      return Condition(
        type, .unknown, reason: Reasons.connectionDown,
        message: "The Nodes of Cluster \(pool.clusterName) are not known")
    }
    let wanted = Int(pool.desiredReplicas ?? 1)
    guard nodes.available < wanted else { return Condition(type, .yes, reason: type) }
    let missing =
      nodes.missing.isEmpty ? "" : "; no Node for \(nodes.missing.shortened())"
    return Condition(
      type, .no, reason: Reasons.not(type),
      message: "\(nodes.available) of \(wanted) replicas are available\(missing)")
  }

  /// When a Node that is ready becomes available.
  func nextLook(at pool: MachinePool) -> Duration? {
    let wait = Duration.seconds(pool.template.minReadySeconds)
    let names = Set(pool.nodeRefs.compactMap { $0["name"]?.string })
    let moments = (parts.nodes ?? []).filter { names.contains($0.name) }
      .compactMap { $0.condition("Ready") }.filter { $0.status == .yes }
      .compactMap { $0.lastTransitionTime.map { $0 + wait } }
    return moments.filter { $0 > now }.min().map { $0 - now }
  }
}
