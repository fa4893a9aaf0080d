// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension MachineHealthCheckReconciler {
  /// Asks somebody else to mend or replace Machines: by an object made from the check's template, named
  /// as the Machine, and taken away again when the Machine is well.
  func remediateOutside(_ round: HealthRound, _ check: MachineHealthCheck) async throws {
    guard let named = check.remediationTemplate,
      let version = named["apiVersion"]?.string.flatMap(GroupVersion.init),
      let kind = named["kind"]?.string, let name = named["name"]?.string
    else { return }
    let reference = ContractReference(GroupKind(group: version.group, kind: kind), name: name)
    let template = try await find(reference, in: check.namespace)
    let request = TemplateClone.kind(of: reference.groupKind)
    try await withdraw(round, request, in: check.namespace)
    for target in round.outsiders {
      try await ask(target.machine, template, request, reference)
    }
  }

  /// A kind that nobody serves has no objects.
  private func find(
    _ reference: ContractReference, in namespace: String?
  ) async throws(StatusError) -> Object? {
    guard await site.resource(of: reference.groupKind) != nil else { return nil }
    return try await site.external(reference, in: namespace)
  }

  /// Takes away what was asked for Machines that are well now.
  private func withdraw(
    _ round: HealthRound, _ kind: GroupKind, in namespace: String?
  ) async throws(StatusError) {
    guard let resource = await site.resource(of: kind) else { return }
    for target in round.targets where target.isHealthy {
      let place = ContractReference(kind, name: target.machine.name)
      guard let seen = try await site.external(place, in: namespace),
        seen.metadata.controller?.uid == target.machine.uid
      else { continue }
      try await site.delete(seen, in: resource)
    }
  }

  private func ask(
    _ seen: Machine, _ template: Object?, _ kind: GroupKind, _ reference: ContractReference
  ) async throws {
    let type = ConditionTypes.externallyRemediated
    var machine = Draft(machines[Key(seen.object)].map(Machine.init) ?? seen)
    if let template, let resource = await site.resource(of: kind) {
      var request = TemplateClone(template: template).object(
        named: seen.name, from: template.name)
      request.metadata.labels[Labels.clusterName] = seen.clusterName
      request.metadata.addOwner(seen.object, isController: true)
      if try await site.external(ContractReference(kind, name: seen.name), in: seen.namespace)
        == nil
      {
        _ = try await site.ensure(request, in: resource)
      }
      guard machine.seen.condition(type)?.reason != Reasons.waitingForRemediation else { return }
      machine.now.set(
        Condition(
          type, .no, reason: Reasons.waitingForRemediation,
          message: "Waiting for \(kind.kind) \(seen.name) to mend the Machine"), at: site.now)
    } else {
      machine.now.set(
        Condition(
          type, .no, reason: Reasons.remediationTemplateNotFound,
          message: "\(reference) does not exist"), at: site.now)
    }
    try await site.save(machine)
  }
}
