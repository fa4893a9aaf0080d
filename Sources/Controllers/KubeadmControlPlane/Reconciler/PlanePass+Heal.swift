// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension PlanePass {
  /// Writes into the Machines what was found of them, and what may change without replacing them.
  mutating func heal(_ seen: ControlPlane) async throws(StatusError) {
    let remediation = Remediation.decide(seen, now: now)
    for (index, found) in seen.machines.enumerated() {
      if !found.isDeleting { mend(&machines[index].draft.now) }
      inform(&machines[index], found, remediation)
      do throws(StatusError) {
        machines[index].draft = Draft(try await site.save(machines[index].draft))
      } catch {
        // What went meanwhile is told by its own event.
        guard error.isNotFound, found.isDeleting else { throw error }
      }
      if !found.isDeleting { try await keepParts(of: machines[index]) }
    }
    if case .hold = remediation { lookAgain(after: PlaneStep.retry) }
    if let rollout {
      let next = rollout.nextCheck(machines.compactMap(rolloutMachine), now: now)
      if let next { lookAgain(after: next) }
    }
  }

  private func keepParts(of found: PlaneMachineParts) async throws(StatusError) {
    try await furnish(found)
    for object in [found.config, found.infrastructure] {
      try await site.keep(object, of: found.machine, in: dress)
    }
  }

  func mend(_ machine: inout Machine) {
    dress.put(on: &machine.metadata)
    let known = BoundVariables(
      annotation: machine.metadata.annotations[Annotations.boundVariables])
    machine.metadata.annotations[Annotations.boundVariables] =
      parts.variables.completing(known).annotation
    if machine.metadata.annotations[Annotations.controlPlaneCleanupHook] == nil {
      machine.metadata.annotations[Annotations.controlPlaneCleanupHook] = ""
    }
    machine.spec = InPlaceFields.propagate(from: plane.template.spec, toSpec: machine.spec)
    machine.metadata.addOwner(plane.object, isController: true)
  }

  /// What every object of a Machine has of the template.
  var dress: Dress {
    Dress(labels: labels, annotations: plane.template.annotations, stale: stale)
  }

  /// What every object of a Machine is labelled with.
  var labels: [String: String] {
    plane.template.labels.merging([
      Labels.clusterName: cluster.name, Labels.controlPlane: "",
      Labels.controlPlaneName: plane.name,
    ]) { $1 }
  }

  private func inform(
    _ found: inout PlaneMachineParts, _ seen: PlaneMachine, _ remediation: Remediation
  ) {
    if let expiry = certificatesExpiry(found) { found.draft.now.certificatesExpiry = expiry }
    // One that starts is as it should be: there is no need to say so before it runs.
    if !seen.outdated.isEmpty || seen.node != nil {
      let lines = seen.outdated.map { "* \($0)" }.joined(separator: "\n")
      let type = ConditionTypes.upToDate
      found.draft.now.set(
        seen.outdated.isEmpty
          ? Condition(type, .yes, reason: type)
          : Condition(type, .no, reason: Reasons.not(type), message: lines), at: now)
    }
    switch remediation {
    case .hold(seen.name, let reason, let message):
      found.draft.now.set(
        Condition(
          ConditionTypes.ownerRemediated, .no, reason: reason.rawValue, message: message), at: now)
    case .remediate(seen.name, _):
      found.draft.now.set(
        Condition(
          ConditionTypes.ownerRemediated, .no, reason: Reasons.machineDeleting,
          message: "The control plane deletes the Machine and makes another"), at: now)
    default: break
    }
  }
}
