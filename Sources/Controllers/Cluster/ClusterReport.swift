// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// What a Cluster says of itself. Pure.
struct ClusterReport {
  let parts: ClusterParts
  let now: Time

  init(_ parts: ClusterParts, now: Time) {
    self.parts = parts
    self.now = now
  }

  func write(into cluster: inout Cluster) {
    let wasProvisioned = cluster.isInfrastructureProvisioned
    takeOver(into: &cluster)
    cluster.set(infrastructureReady(cluster, wasProvisioned), at: now)
    cluster.set(controlPlaneInitialized(cluster), at: now)
    cluster.set(controlPlaneAvailable(cluster), at: now)
    cluster.set(probe(cluster), at: now)
    for condition in ClusterConditions.all(parts.conditionParts) { cluster.set(condition, at: now) }
    if !cluster.isDeleting {
      cluster.set(Condition(ConditionTypes.deleting, .no, reason: "NotDeleting"), at: now)
    }
    cluster.set(
      ClusterConditions.available(cluster.object, gates: cluster.availabilityGates), at: now)
    cluster.phase = phase(of: cluster)
    cluster.observedGeneration = cluster.metadata.generation
  }

  /// What the parts say that the Cluster repeats.
  private func takeOver(into cluster: inout Cluster) {
    switch parts.infrastructure {
    case .unnamed: cluster.isInfrastructureProvisioned = true
    case .missing: break
    case .found(let object):
      let infrastructure = InfrastructureCluster(object: object)
      if infrastructure.isProvisioned {
        cluster.isInfrastructureProvisioned = true
        cluster.controlPlaneEndpoint = cluster.controlPlaneEndpoint ?? infrastructure.endpoint
        cluster.failureDomains = infrastructure.failureDomains
      }
    }
    if let object = parts.controlPlane.object {
      cluster.controlPlaneEndpoint =
        cluster.controlPlaneEndpoint ?? ControlPlaneObject(object: object).endpoint
    }
    if parts.isControlPlaneInitialized { cluster.isControlPlaneInitialized = true }
    if let replicas = parts.controlPlaneReplicas { cluster.controlPlaneReplicas = replicas }
    cluster.workerReplicas = parts.workerReplicas
  }

  private func phase(of cluster: Cluster) -> Cluster.Phase {
    var facts = ClusterPhase.Facts()
    facts.hasReferences = cluster.infrastructureRef != nil || cluster.controlPlaneRef != nil
    facts.isInfrastructureReady = cluster.isInfrastructureProvisioned
    facts.hasEndpoint = cluster.controlPlaneEndpoint != nil
    facts.isDeleting = cluster.isDeleting
    return Cluster.Phase(rawValue: ClusterPhase(facts).rawValue) ?? .unknown
  }

  private func infrastructureReady(_ cluster: Cluster, _ wasProvisioned: Bool) -> Condition {
    let isDone = parts.infrastructure.object.map { InfrastructureCluster(object: $0).isProvisioned }
    return parts.infrastructure.condition(
      ConditionTypes.infrastructureReady, isDone: isDone ?? false, wasDone: wasProvisioned,
      of: cluster.object, unnamed: "NoInfrastructure")
  }

  private func controlPlaneInitialized(_ cluster: Cluster) -> Condition {
    let type = ConditionTypes.controlPlaneInitialized
    if cluster.isControlPlaneInitialized { return Condition(type, .yes, reason: "Initialized") }
    let waiting = Waiting(
      for: "\(controlPlaneName) to be initialized", since: cluster.metadata.creationTimestamp)
    return Condition(type, .no, reason: "NotInitialized", message: waiting.description)
  }

  private var controlPlaneName: String {
    switch parts.controlPlane {
    case .unnamed: "the first control plane Machine"
    case .missing(let reference): "\(reference)"
    case .found(let object): "\(object.kind) \(object.name)"
    }
  }

  private func controlPlaneAvailable(_ cluster: Cluster) -> Condition {
    let type = ConditionTypes.controlPlaneAvailable
    switch parts.controlPlane {
    case .found(let object):
      let isReady = ControlPlaneObject(object: object).isInitialized
      return cluster.object.mirror(
        ConditionTypes.available, of: object, as: type,
        fallback: Condition(
          type, isReady ? .yes : .no, reason: isReady ? "Available" : "NotAvailable",
          message: isReady ? "" : "\(Waiting(for: "\(controlPlaneName) to be available"))"))
    case .missing:
      return parts.controlPlane.condition(
        type, isDone: false, wasDone: cluster.isControlPlaneInitialized, of: cluster.object,
        unnamed: "")
    case .unnamed:
      let ready = parts.controlPlaneMachines.filter { $0.isTrue(ConditionTypes.ready) }
      return ready.isEmpty
        ? Condition(
          type, .no, reason: "NotAvailable",
          message: "\(Waiting(for: "a control plane Machine to be Ready"))")
        : Condition(type, .yes, reason: "Available")
    }
  }

  private func probe(_ cluster: Cluster) -> Condition {
    let type = ConditionTypes.remoteConnectionProbe
    guard let connection = parts.connection, connection != Connection() else {
      return Condition(
        type, .unknown, reason: "ProbeFailed", message: "Remote connection not established yet")
    }
    guard let since = connection.failingSince else {
      return Condition(type, .yes, reason: "ProbeSucceeded")
    }
    let why = connection.failure.map { ": \($0)" } ?? ""
    return Condition(
      type, .no, reason: "ProbeFailed",
      message: "The API server does not answer since \(since)\(why)")
  }
}

extension Cluster {
  fileprivate var availabilityGates: [String] {
    (self["spec.availabilityGates"]?.list ?? []).compactMap { $0["conditionType"]?.string }
  }
}
