// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// One pass over a MachineSet: what it sees, and what it does about it.
struct SetPass {
  let site: Site
  let cluster: Cluster
  var draft: Draft<MachineSet>
  var deployment: MachineDeployment?
  var machines: [Machine] = []
  var preflight: [PreflightFailure] = []
  /// Why no Machine can be made, whatever the checks say.
  var obstacles: [String] = []
  /// What the Machines are to have of the template.
  var dress = Dress()

  init(_ site: Site, _ draft: Draft<MachineSet>, _ cluster: Cluster) {
    self.site = site
    self.draft = draft
    self.cluster = cluster
  }

  var set: MachineSet { draft.now }
  var wanted: Int { Int(clamping: set.desiredReplicas ?? 1) }

  mutating func run() async throws -> Outcome {
    if set.isDeleting { return try await empty() }
    own()
    try await passDown()
    let templates = try await templates()
    preflight = try await preflightFailures()
    let remediation = SetRemediation(patients, limits: limits)
    let step = SetStep.next(
      wanted: wanted, members: machines.map(SetMember.init), order: set.deletionOrder,
      mayCreate: set.metadata.annotations[Annotations.disableMachineCreate] != "true",
      preflight: preflight)
    report()
    draft = Draft(try await site.save(draft))
    if set.metadata.controller == nil {
      // Those of a deployment's sets are copies, and the sets' own.
      try await site.keep(templates.infrastructure, with: cluster)
      try await site.keep(templates.bootstrap, with: cluster)
    }
    try await keepMachines(templates, remediation)
    for name in remediation.delete { try await delete(named: name) }
    try await take(step, templates)
    return preflight.isEmpty ? .settled : .again(Preflight.retry)
  }

  /// Finalizer, labels and owner, put back where somebody took them away.
  private mutating func own() {
    draft.now.metadata.addFinalizer(Finalizers.machineSet)
    draft.now.metadata.labels[Labels.clusterName] = cluster.name
    draft.now.metadata.belong(to: cluster.object)
  }

  private func take(_ step: SetStep, _ templates: SetTemplates) async throws {
    switch step {
    case .create(let count) where templates.isComplete: try await make(count, templates)
    case .delete(let names): for name in names { try await delete(named: name) }
    case .settle, .create, .creationDisabled, .hold: break
    }
  }

  private func delete(named name: String) async throws {
    guard let machine = machines.first(where: { $0.name == name }) else { return }
    try await site.delete(machine.object, in: Kind.machine.resource())
    site.events.record(.normal, on: set.object, "SuccessfulDelete", "Deleted Machine \(name)")
  }

  /// The set goes when its Machines are gone.
  private mutating func empty() async throws -> Outcome {
    report()
    let going = machines.map { ClusterDeletion.Dependent($0.object) }
    let waiting = Waiting(
      for: "Machines \(going.map(\.name).shortened()) to be gone",
      since: set.metadata.deletionTimestamp,
      hint: "the condition Deleting of each says what holds it")
    draft.now.set(
      going.isEmpty
        ? Condition(
          ConditionTypes.deleting, .yes, reason: Reasons.deletionCompleted,
          message: "Deletion completed")
        : Condition(
          ConditionTypes.deleting, .yes, reason: Reasons.waitingForMachineDeletion,
          message: "\(waiting)"), at: site.now)
    if going.isEmpty { draft.now.metadata.removeFinalizer(Finalizers.machineSet) }
    try await site.save(draft)
    for machine in machines where !machine.isDeleting {
      try await site.delete(machine.object, in: Kind.machine.resource())
    }
    return .settled
  }
}

// MARK: - What is decided by

extension SetPass {
  private var patients: [SetRemediation.Patient] {
    machines.filter(\.isToBeReplaced).map { machine in
      var patient = SetRemediation.Patient(machine.name, created: machine.created ?? site.now)
      patient.isDeleting = machine.isDeleting
      patient.isMarked = machine.metadata.annotations[Annotations.remediateMachine] != nil
      return patient
    }
  }

  private var limits: SetRemediation.Limits {
    let replicas = deployment?.desiredReplicas ?? set.desiredReplicas ?? 1
    var limits = SetRemediation.Limits(
      replicas: Int(clamping: replicas),
      maxInFlight: deployment?.maxInFlight.flatMap(CountOrPercent.init))
    limits.isOutdated = set.metadata.annotations[Annotations.outOfDate] != nil
    limits.preflight = preflight
    return limits
  }

  private func preflightFailures() async throws(StatusError) -> [PreflightFailure] {
    let plane = try await site.referred(cluster.controlPlaneRef, in: cluster.namespace).object
    let seen = plane.map { object in
      let plane = ControlPlaneObject(object: object)
      return Preflight.ControlPlane(
        "\(object)", version: plane.version, statusVersion: plane.observedVersion)
    }
    let template = set.template
    return Preflight(
      controlPlane: seen, version: template.version,
      usesKubeadm: template.bootstrapRef?.kind.hasPrefix("Kubeadm") ?? false,
      skip: set.metadata.annotations[Annotations.skipPreflightChecks]
    ).failures()
  }
}

extension SetMember {
  init(_ machine: Machine) {
    self.init(machine.name, created: machine.created ?? Time(seconds: 0))
    isDeleting = machine.isDeleting
    isMarkedForDeletion = machine.metadata.annotations[Annotations.deleteMachine] != nil
    isHealthy =
      machine.nodeName != nil && machine.condition(ConditionTypes.nodeHealthy)?.status != .no
      && machine.condition(ConditionTypes.healthCheckSucceeded)?.status != .no
  }
}

extension Machine {
  /// Its health check failed, and its owner is to see to it.
  var isToBeReplaced: Bool {
    condition(ConditionTypes.healthCheckSucceeded)?.status == .no
      && condition(ConditionTypes.ownerRemediated)?.status == .no
  }
}

extension TemplatedView {
  /// Nil where the selector cannot be read; an empty one selects nothing.
  var labelSelector: LabelSelector? {
    guard selector.map?.isEmpty == false else { return nil }
    return try? LabelSelector(selector)
  }
}

extension Object {
  var labels: Map? { value["metadata", "labels"]?.map }
}
