// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest
import Packs
import Runtime
import Site

extension PackReconciler {
  /// What a pass over an object would call, pass after pass: what is there is read, what would be written is taken
  /// to have worked, and operations to have ended well.
  func plan(for object: Object) async throws -> PackPlan {
    var plan = PackPlan(object)
    let subject = try await facts.subject(of: object)
    if let reason = await reasonToWait(subject) {
      plan.notes = [reason]
      return plan
    }
    var (world, bound) = try await world(for: subject)
    bound.correlation = "plan"
    let decider = Decider(pack)
    while true {
      let decision = decider.decide(world)
      (world.records, world.applied) = (decision.records, decision.applied)
      guard !decision.calls.isEmpty, !Task.isCancelled else {
        conclude(&plan, decision)
        return plan
      }
      for call in decision.calls {
        if call.isWrite { plan.calls.append(call) }
        if call.isWrite || call.isPoll {
          world.assume(call)
        } else {
          world.begin(call)
          world.fold(await transport.send(call, for: bound), to: call, of: pack)
        }
      }
    }
  }

  private func conclude(_ plan: inout PackPlan, _ decision: Decision) {
    plan.drift = decision.drift
    let report = PackReport(pack: pack, decision: decision, now: site.now)
    if decision.isReady {
      var outcome = plan.object
      report.write(into: &outcome)
      plan.outcome = outcome
    } else if !decision.isGone {
      plan.notes =
        decision.missingVariables.isEmpty
        ? PackReport.telling(decision.reports).map { "\($0.resource) \($0.message)" }
        : [report.ready.message]
    }
  }

  /// Why nothing would be called for it at all.
  private func reasonToWait(_ subject: Subject) async -> String? {
    let object = subject.object
    if object.isDeleting { return await reasonToStay(subject) }
    if let manager = object.metadata.annotations[Annotations.managedBy] {
      return "it is looked after by \(manager.isEmpty ? "somebody else" : manager)"
    }
    guard pack.part == .other || subject.cluster != nil else { return "it waits for its Cluster" }
    let causes = Pausing.causes(object, in: subject.cluster?.object)
    return causes.isEmpty ? nil : causes.joined(separator: ", ")
  }

  private func reasonToStay(_ subject: Subject) async -> String? {
    guard pack.part == .cluster else { return nil }
    var names: [String] = []
    for kind in transport.neighbours(of: pack.groupKind) {
      names += await subject.neighbours(kind).map(\.description)
    }
    return names.isEmpty ? nil : "it waits for \(names.joined(separator: ", ")) to be gone"
  }
}

extension ProviderCall {
  fileprivate var isPoll: Bool { if case .poll = purpose { true } else { false } }
}

extension PackControllers {
  /// What would be called for an object; nil where no pack makes such objects.
  package func plan(for object: Object) async throws -> PackPlan? {
    guard let kind = object.groupVersionKind?.groupKind else { return nil }
    return try await reconciler(of: kind)?.plan(for: object)
  }
}
