// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime

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

  /// Makes a Machine: what it refers to first, under names that a pass which was cut short would choose
  /// again.
  private func add(to domain: String?, _ seen: ControlPlane) async throws {
    guard let template = parts.template else { return }
    let name = try machineName(seen)
    let kind = TemplateClone.kind(
      of: GroupKind(group: plane.infrastructureRef?.group ?? "", kind: template.object.kind))
    guard let resource = await site.resource(of: kind),
      let templates = await site.address(of: template.object)?.resource
    else {
      throw StatusError(code: 404, reason: .notFound, message: "no matches for kind \(kind)")
    }
    var frozen = template.frozen
    frozen.metadata.labels[Labels.clusterName] = cluster.name
    frozen.metadata.ownerReferences = [OwnerReference(to: plane.object)]
    let kept = try await site.ensure(frozen, in: templates)
    var config = Object(Kind.kubeadmConfig.at(), namespace: plane.namespace, name: name)
    config.spec = parts.configSpec
    var infrastructure = TemplateClone(template: kept).object(named: name, from: kept.name)
    dress(&config)
    dress(&infrastructure)
    try checkOurs(try await site.ensure(config, in: Kind.kubeadmConfig.resource()))
    try checkOurs(try await site.ensure(infrastructure, in: resource))
    let machine = machine(named: name, in: domain, kind, seen)
    try checkOurs(try await site.ensure(machine.object, in: Kind.machine.resource()))
    site.events.record(.normal, on: plane.object, "MachineCreated", "Created Machine \(name)")
  }

  private func dress(_ object: inout Object) {
    object.metadata.labels.merge(labels) { $1 }
    object.metadata.annotations.merge(plane.template.annotations) { $1 }
    // The Machine takes them over.
    object.metadata.ownerReferences = [OwnerReference(to: plane.object, isController: true)]
  }

  private func machine(
    named name: String, in domain: String?, _ infrastructure: GroupKind, _ seen: ControlPlane
  ) -> Machine {
    var machine = Machine(namespace: plane.namespace, name: name)
    machine.spec = [
      "clusterName": .string(cluster.name), "version": .string(plane.version),
      "bootstrap": ["configRef": ContractReference(Kind.kubeadmConfig.groupKind, name: name).value],
      "infrastructureRef": ContractReference(infrastructure, name: name).value,
    ]
    machine.failureDomain = domain
    mend(&machine)
    if let record = seen.remediationInProgress {
      machine.metadata.annotations[Annotations.remediationFor] = JSON.text(record.value)
    }
    return machine
  }

  /// Another's object under the name that was chosen.
  private func checkOurs(_ object: Object) throws(StatusError) {
    let metadata = object.metadata
    guard !object.isDeleting, metadata.labels[Labels.controlPlaneName] == plane.name,
      metadata.labels[Labels.clusterName] == cluster.name
    else {
      let resource = Resource(group: "", version: "", plural: object.kind)
      throw .conflict(
        Address(resource, namespace: object.namespace, name: object.name),
        "the name of the next Machine is taken")
    }
  }

  /// The same for the same Machines and the same wish, so that a pass which is repeated makes nothing
  /// twice; never that of a Machine which is still there.
  private func machineName(_ seen: ControlPlane) throws -> String {
    let uids = machines.compactMap(\.machine.uid).sorted().joined(separator: ",")
    let record = plane.metadata.annotations[Annotations.remediationInProgress] ?? ""
    var letters = HashLetters(
      "\(plane.uid ?? "")/\(plane.metadata.generation)/\(uids)/\(record)")
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
