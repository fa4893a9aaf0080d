// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension PlanePass {
  func step(_ seen: ControlPlane) -> PlaneStep { PlaneStep.next(seen, now: now) }

  mutating func take(_ step: PlaneStep, _ seen: ControlPlane) async throws {
    switch step {
    case .settle:
      try await keepUp()
      try await sweep()
    case .wait: break
    case .initialize(let domain): try await add(to: domain, seen)
    case .scaleUp(let domain):
      try await prepareJoin()
      try await add(to: domain, seen)
    case .scaleDown(let machine): try await remove(machine)
    case .remediate(let machine, let record):
      // Noted first: a record of what was not deleted is forgotten by the next pass.
      draft.now.metadata.annotations[Annotations.remediationInProgress] = JSON.text(record.value)
      draft.now.lastRemediation = record.status
      draft = Draft(try await site.save(draft))
      try await remove(machine)
    }
  }

  private func remove(_ name: String) async throws(StatusError) {
    guard let machine = machines.first(where: { $0.machine.name == name })?.machine else { return }
    try await site.delete(machine.object, in: Kind.machine.resource())
    site.events.record(.normal, on: plane.object, "MachineDeleted", "Deleted Machine \(name)")
  }

  // MARK: - One Machine more

  /// Makes a Machine, and then what belongs to it: a pass that is cut in between finds the Machine, and what
  /// it lacks. It is named as a pass which was cut short would name it again.
  private func add(to domain: String?, _ seen: ControlPlane) async throws {
    guard let template = parts.template else { return }
    let wanted = machine(named: try machineName(seen), in: domain, template, seen)
    let made = Machine(try await site.ensure(wanted.object, in: Kind.machine.resource()))
    guard made.metadata.controller?.uid == plane.uid, !made.isDeleting else {
      throw StatusError.conflict(made.address, "the name of the next Machine is taken")
    }
    try await furnish(PlaneMachineParts(draft: Draft(made)))
    site.events.record(
      .normal, on: plane.object, "MachineCreated", "Created Machine \(made.name)")
  }

  /// Makes what belongs to a Machine and is not there, as long as the Machine has not had it.
  func furnish(_ found: PlaneMachineParts) async throws(StatusError) {
    let machine = found.machine
    guard let template = parts.template else { return }
    if found.config == nil, !machine.isBootstrapDataCreated {
      var config = Object(Kind.kubeadmConfig.at(), namespace: machine.namespace, name: machine.name)
      config.spec = parts.configSpec
      try await make(config, for: machine, in: Kind.kubeadmConfig.resource())
    }
    guard found.infrastructure == nil, !machine.isInfrastructureProvisioned,
      let reference = machine.infrastructureRef,
      let resource = await site.resource(of: reference.groupKind),
      let templates = await site.address(of: template.object)?.resource
    else { return }
    let kept = try await site.ensure(owned(template.frozen), in: templates)
    let object = TemplateClone(template: kept).object(named: reference.name, from: kept.name)
    try await make(object, for: machine, in: resource)
  }

  /// A frozen copy of a template, as the control plane has it.
  func owned(_ copy: Object) -> Object {
    var copy = copy
    copy.metadata.labels[Labels.clusterName] = cluster.name
    copy.metadata.addOwner(plane.object, isController: false)
    return copy
  }

  private func make(
    _ object: Object, for machine: Machine, in resource: Resource
  ) async throws(StatusError) {
    var object = object
    dress.put(on: &object.metadata)
    object.metadata.addOwner(machine.object, isController: true)
    let made = try await site.ensure(object, in: resource)
    guard made.metadata.controller?.uid == machine.uid else {
      throw .conflict(
        Address(resource, namespace: made.namespace, name: made.name),
        "it belongs to another than Machine \(machine.name)")
    }
  }

  private func machine(
    named name: String, in domain: String?, _ template: PlaneTemplate, _ seen: ControlPlane
  ) -> Machine {
    var machine = Machine(namespace: plane.namespace, name: name)
    let kind = template.object.groupVersionKind?.groupKind
    let infrastructure = TemplateClone.kind(of: kind ?? GroupKind(group: "", kind: ""))
    machine.spec = [
      "clusterName": .string(cluster.name), "version": .string(plane.version),
      "bootstrap": ["configRef": ContractReference(Kind.kubeadmConfig.groupKind, name: name).value],
      "infrastructureRef": ContractReference(infrastructure, name: name).value,
    ]
    machine.failureDomain = domain
    machine.metadata.addFinalizer(Finalizers.machine)
    mend(&machine)
    if let record = seen.remediationInProgress {
      machine.metadata.annotations[Annotations.remediationFor] = JSON.text(record.value)
    }
    return machine
  }

  /// The same for the same Machines and the same wish, so that a pass which is repeated makes nothing
  /// twice; another one the next time that a Machine is missing, and never that of one which is there.
  private func machineName(_ seen: ControlPlane) throws -> String {
    let uids = machines.compactMap(\.machine.uid).sorted().joined(separator: ",")
    let record = plane.metadata.annotations[Annotations.remediationInProgress] ?? ""
    // Written before anything is made, and then the same until it is done.
    let since = [ConditionTypes.scalingUp, ConditionTypes.rollingOut].map { type in
      plane.condition(type)?.lastTransitionTime.map { "\($0)" } ?? ""
    }
    var letters = HashLetters(
      "\(plane.uid ?? "")/\(plane.metadata.generation)/\(uids)/\(record)/\(since)")
    let template = try NameTemplate.controlPlane(plane.namingTemplate)
    let fields = ["cluster.name": cluster.name, "kubeadmControlPlane.name": plane.name]
    var name = template.name(fields, using: &letters)
    while machines.contains(where: { $0.machine.name == name }) {
      name = template.name(fields, using: &letters)
    }
    return name
  }
}

extension RemediationRecord {
  fileprivate var status: Value? {
    guard let time else { return nil }
    return [
      "machine": .string(machine), "time": .string("\(time)"), "retryCount": .int(Int64(retries)),
    ]
  }
}
