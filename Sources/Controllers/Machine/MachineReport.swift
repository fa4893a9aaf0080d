// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// What a Machine says of itself. Pure.
struct MachineReport {
  let parts: MachineParts
  let now: Time

  init(_ parts: MachineParts, now: Time) {
    self.parts = parts
    self.now = now
  }

  func write(into machine: inout Machine) {
    let wasBootstrapped = machine.isBootstrapDataCreated
    let wasProvisioned = machine.isInfrastructureProvisioned
    takeOver(into: &machine)
    machine.set(bootstrapReady(machine, wasBootstrapped), at: now)
    machine.set(infrastructureReady(machine, wasProvisioned), at: now)
    let node = NodeHealth.conditions(seen(machine))
    machine.set(node.ready, at: now)
    machine.set(node.healthy, at: now)
    if !machine.isDeleting {
      machine.set(Condition(ConditionTypes.deleting, .no, reason: "NotDeleting"), at: now)
    }
    machine.set(Condition(ConditionTypes.updating, .no, reason: "NotUpdating"), at: now)
    if let upToDate { machine.set(upToDate, at: now) }
    summarize(&machine)
    let phase = phase(of: machine)
    if machine.phase != phase { machine.lastUpdated = now }
    machine.phase = phase
    machine.observedGeneration = machine.metadata.generation
  }

  /// What the parts say that the Machine repeats.
  private func takeOver(into machine: inout Machine) {
    if let object = parts.bootstrap.object {
      if let name = BootstrapConfig(object: object).dataSecretName {
        machine.dataSecretName = name
      }
      machine.takeCertificatesExpiry(of: object)
    }
    machine.isBootstrapDataCreated =
      machine.isBootstrapDataCreated || machine.dataSecretName != nil
    if let infrastructure = parts.machine, infrastructure.isProvisioned,
      let providerID = infrastructure.providerID
    {
      machine.isInfrastructureProvisioned = true
      machine.providerID = providerID
      machine.addresses = infrastructure.addresses
      machine[text: "status.failureDomain"] = infrastructure.failureDomain
    }
    if let node = parts.node {
      machine.nodeName = node.name
      machine.nodeInfo = node.status["nodeInfo"]
    }
  }

  private func phase(of machine: Machine) -> Machine.Phase {
    var facts = MachinePhase.Facts()
    facts.isBootstrapReady = machine.isBootstrapDataCreated
    facts.isInfrastructureReady = machine.isInfrastructureProvisioned
    facts.hasProviderID = machine.providerID != nil
    facts.hasNode = machine.nodeName != nil
    facts.isDeleting = machine.isDeleting
    facts.isFailed = parts.machine?.failure != nil
    return Machine.Phase(rawValue: MachinePhase(facts).rawValue) ?? .unknown
  }

  /// A Machine is as up-to-date as the set that made it; nil where that has no deployment to compare with.
  private var upToDate: Condition? {
    let type = ConditionTypes.upToDate
    guard let set = parts.set, set.metadata.controller != nil else { return nil }
    return set.object.outOfDate.map { Condition(type, .no, reason: "NotUpToDate", message: $0) }
      ?? Condition(type, .yes, reason: "UpToDate")
  }

  private func bootstrapReady(_ machine: Machine, _ was: Bool) -> Condition {
    let isDone = parts.bootstrap.object.map { BootstrapConfig(object: $0).dataSecretName != nil }
    return parts.bootstrap.condition(
      ConditionTypes.bootstrapConfigReady, isDone: isDone ?? false, wasDone: was,
      of: machine.object, unnamed: "DataSecretProvided")
  }

  private func infrastructureReady(_ machine: Machine, _ was: Bool) -> Condition {
    let type = ConditionTypes.infrastructureReady
    if let failure = parts.machine?.failure {
      return Condition(type, .no, reason: "InfrastructureFailed", message: failure)
    }
    return parts.infrastructure.condition(
      type, isDone: parts.machine?.isProvisioned ?? false, wasDone: was, of: machine.object,
      unnamed: "NoInfrastructure")
  }

  private func seen(_ machine: Machine) -> NodeHealth.Seen {
    let connection = parts.connection ?? Connection()
    if let end = connection.graceEnd, now >= end {
      return .unreachable(lastAnswer: connection.isKnown ? connection.failingSince : nil)
    }
    if let node = parts.node { return .conditions(node.conditions) }
    if let name = machine.nodeName, parts.areNodesKnown {
      return .missing(name: name, isMachineDeleting: machine.isDeleting)
    }
    return .awaited(awaited(machine))
  }

  /// What has to happen before there can be a Node.
  private func awaited(_ machine: Machine) -> Waiting {
    guard let providerID = machine.providerID else {
      let name = machine.infrastructureRef.map(String.init(describing:)) ?? "the infrastructure"
      return Waiting(for: "\(name) to report spec.providerID", since: machine.created)
    }
    guard parts.cluster?.isControlPlaneInitialized == true else {
      return Waiting(for: "Cluster \(machine.clusterName)'s control plane to be initialized")
    }
    if let failure = parts.connection?.failure {
      return Waiting(
        for: "Cluster \(machine.clusterName)'s API server to answer (\(failure))",
        since: parts.connection?.failingSince)
    }
    return Waiting(
      for: "a Node with spec.providerID \(providerID)", since: machine.lastUpdated,
      hint: "its kubelet joins when cloud-init is done")
  }

  private static let negative: Set<String> = [ConditionTypes.deleting, ConditionTypes.updating]

  private func summarize(_ machine: inout Machine) {
    let gates = machine.readinessGates
    let types =
      [
        ConditionTypes.deleting, ConditionTypes.updating, ConditionTypes.bootstrapConfigReady,
        ConditionTypes.infrastructureReady, ConditionTypes.nodeHealthy,
        ConditionTypes.healthCheckSucceeded,
      ] + gates.map(\.type)
    let merge = ConditionMerge(
      ConditionTypes.ready,
      negative: Self.negative.union(gates.filter(\.isNegative).map(\.type)))
    machine.set(
      merge.summary(
        of: types, in: machine.object, optional: [ConditionTypes.healthCheckSucceeded]), at: now)
    machine.set(available(machine), at: now)
  }

  private func available(_ machine: Machine) -> Condition {
    let type = ConditionTypes.available
    guard let ready = machine.condition(ConditionTypes.ready), ready.status == .yes else {
      return Condition(type, .no, reason: "NotReady")
    }
    let due = (ready.lastTransitionTime ?? now) + .seconds(machine.minReadySeconds)
    guard now < due else { return Condition(type, .yes, reason: "Available") }
    return Condition(
      type, .no, reason: "WaitingForMinReadySeconds",
      message: "\(Waiting(for: "the Machine to have been Ready until \(due)"))")
  }
}

extension Machine {
  /// When an object came to be.
  var created: Time? { metadata.creationTimestamp }

  fileprivate var readinessGates: [(type: String, isNegative: Bool)] {
    (self["spec.readinessGates"]?.list ?? []).compactMap { gate in
      gate["conditionType"]?.string.map { ($0, gate["polarity"]?.string == "Negative") }
    }
  }

  /// By the Machine's own annotation, else by its bootstrap object's.
  fileprivate mutating func takeCertificatesExpiry(of bootstrap: Object) {
    let text =
      metadata.annotations[Annotations.certificatesExpiry]
      ?? bootstrap.metadata.annotations[Annotations.certificatesExpiry]
    if let text, let time = Time(text) { certificatesExpiry = time }
  }
}
