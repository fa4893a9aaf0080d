// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension SetPass {
  /// How many Machines are made at the same time.
  private static let width = 16

  /// Makes Machines: each Machine first, for its bootstrap object and infrastructure belong to it, and a
  /// pass that is cut in between finds the Machine, and what it lacks.
  func make(_ count: Int, _ templates: SetTemplates) async throws {
    let names = try newNames(count)
    let pass = self
    for start in stride(from: 0, to: count, by: Self.width) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in names[start...].prefix(Self.width) {
          group.addTask { try await pass.make(named: name, templates) }
        }
        try await group.waitForAll()
      }
    }
    let noun = count == 1 ? "Machine" : "Machines"
    site.events.record(
      .normal, on: set.object, "SuccessfulCreate", "Created \(noun) \(names.shortened())")
  }

  private func make(named name: String, _ templates: SetTemplates) async throws {
    let made = try await site.ensure(machine(named: name).object, in: Kind.machine.resource())
    guard made.metadata.controller?.uid == set.uid, !made.isDeleting else {
      throw StatusError.conflict(
        Machine(made).address, "the name of the next Machine is taken")
    }
    try await furnish(Machine(made), templates)
  }

  /// The same for the same Machines and the same state of the set, so that a pass which is repeated makes
  /// nothing twice; and others once a Machine has gone, which its count in the status tells.
  private func newNames(_ count: Int) throws -> [String] {
    let uids = machines.compactMap(\.uid).sorted().joined(separator: ",")
    var letters = HashLetters("\(set.uid ?? "")/\(uids)/\(set.metadata.resourceVersion ?? "")")
    let template = try NameTemplate.machineSet(set.namingTemplate)
    let fields = ["cluster.name": cluster.name, "machineSet.name": set.name]
    var taken = Set(machines.map(\.name))
    return (0..<count).map { _ in
      var name = template.name(fields, using: &letters)
      while !taken.insert(name).inserted { name = template.name(fields, using: &letters) }
      return name
    }
  }

  private func machine(named name: String) -> Machine {
    var machine = Machine(namespace: set.namespace, name: name)
    var spec = set.template.spec
    spec["clusterName"] = .string(cluster.name)
    for path in [["bootstrap", "configRef"], ["infrastructureRef"]] {
      spec.rename(path, to: name)
    }
    machine.spec = spec
    machine.metadata.addFinalizer(Finalizers.machine)
    mend(&machine)
    return machine
  }

  /// What belongs to a Machine and is not there is made, as long as the Machine has not had it.
  private func furnish(_ machine: Machine, _ templates: SetTemplates) async throws {
    guard templates.isComplete else { return }
    if !machine.isBootstrapDataCreated, let template = templates.bootstrap {
      try await clone(template, as: machine.bootstrapRef, for: machine)
    }
    if !machine.isInfrastructureProvisioned, let template = templates.infrastructure {
      try await clone(template, as: machine.infrastructureRef, for: machine)
    }
  }

  private func clone(
    _ template: Object, as reference: ContractReference?, for machine: Machine
  ) async throws {
    guard let reference, try await site.external(reference, in: machine.namespace) == nil,
      let resource = await site.resource(of: reference.groupKind)
    else { return }
    var object = TemplateClone(template: template).object(
      named: reference.name, from: template.name)
    object.metadata.labels.merge(machine.metadata.labels) { $1 }
    dress.put(on: &object.metadata)
    object.metadata.addOwner(machine.object, isController: true)
    let made = try await site.ensure(object, in: resource)
    guard made.metadata.controller?.uid == machine.uid else {
      throw StatusError.conflict(
        Address(resource, namespace: made.namespace, name: made.name),
        "it belongs to another than Machine \(machine.name)")
    }
  }
}

// MARK: - Machines that are there

extension SetPass {
  /// Brings the Machines that stay to what can be changed in place, and completes those that were cut off
  /// while they were made.
  func keepMachines(_ templates: SetTemplates, _ remediation: SetRemediation) async throws {
    for machine in machines where !machine.isDeleting {
      var draft = Draft(machine)
      mend(&draft.now)
      if let message = remediation.waiting[machine.name] {
        draft.now.set(
          Condition(
            ConditionTypes.ownerRemediated, .no, reason: Reasons.remediationDeferred,
            message: message), at: site.now)
      } else if remediation.delete.contains(machine.name) {
        draft.now.set(
          Condition(
            ConditionTypes.ownerRemediated, .no, reason: Reasons.machineDeleting,
            message: "The Machine is being replaced"), at: site.now)
      }
      let saved = try await site.save(draft)
      try await furnish(saved, templates)
      for object in try await made(for: saved) { try await site.keep(object, of: saved, in: dress) }
    }
  }

  /// What is made for a Machine, as far as it is there.
  private func made(for machine: Machine) async throws(StatusError) -> [Object] {
    var made: [Object] = []
    for reference in [machine.bootstrapRef, machine.infrastructureRef] {
      let found = try await site.referred(reference, in: machine.namespace)
      if let object = found.object { made.append(object) }
    }
    return made
  }

  /// Finds out what Machines have of the template, and writes down the names.
  mutating func passDown() async throws(StatusError) {
    let template = set.template
    let known = PassedDown(text: set.metadata.annotations[Annotations.passedDown])
    var wanted = PassedDown(template)
    dress.stale = known.subtracting(wanted)
    if !dress.stale.isEmpty {
      var holders = machines.map(\.object)
      for machine in machines { holders += try await made(for: machine) }
      wanted = wanted.adding(dress.stale, on: holders)
    }
    if wanted != known { draft.now.metadata.annotations[Annotations.passedDown] = wanted.text }
    dress.annotations = template.annotations
    dress.labels = template.labels
    dress.labels[Labels.clusterName] = cluster.name
    dress.labels[Labels.setName] = set.name
    if let deployment = set.metadata.labels[Labels.deploymentName] {
      dress.labels[Labels.deploymentName] = deployment
    }
  }

  /// What a Machine is to have of its set.
  private func mend(_ machine: inout Machine) {
    dress.put(on: &machine.metadata)
    machine.metadata.addOwner(set.object, isController: true)
    machine.spec = InPlaceFields.propagate(from: set.template.spec, toSpec: machine.spec)
  }
}

extension Value {
  /// Makes a reference to a template one to an object that is made from it.
  fileprivate mutating func rename(_ path: [String], to name: String) {
    guard let first = path.first, var inner = self[first] else { return }
    if path.count > 1 {
      inner.rename(Array(path.dropFirst()), to: name)
    } else if let reference = ContractReference(inner) {
      inner = ContractReference(TemplateClone.kind(of: reference.groupKind), name: name).value
    }
    self[first] = inner
  }
}
