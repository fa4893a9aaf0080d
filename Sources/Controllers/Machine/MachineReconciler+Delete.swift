// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

extension MachineReconciler {
  /// Takes steps until one has to be waited for, and says which.
  func delete(
    _ draft: Draft<Machine>, _ parts: MachineParts
  ) async throws(StatusError) -> Outcome {
    var draft = draft
    var seen = try await deletion(of: draft.seen, parts)
    var step = MachineDeletionStep.next(seen, now: site.now)
    while try await take(step, &seen, parts, of: draft.seen) {
      step = MachineDeletionStep.next(seen, now: site.now)
    }
    var report = parts
    report.bootstrap.lose(seen.bootstrap)
    report.infrastructure.lose(seen.infrastructure)
    MachineReport(report, now: site.now).write(into: &draft.now)
    draft.now.nodeDrainStart = seen.times.drainStarted
    draft.now.volumeDetachStart = seen.times.volumeWaitStarted
    draft.now.set(
      Condition(
        ConditionTypes.deleting, .yes, reason: step.reason,
        message: step.message(since: seen.deletionTime)), at: site.now)
    if step == .release { draft.now.metadata.removeFinalizer(Finalizers.machine) }
    try await site.save(draft)
    return step.retry.map { .again($0) } ?? .settled
  }

  /// - Returns: Whether there may be a next step now.
  private func take(
    _ step: MachineDeletionStep, _ seen: inout MachineDeletion, _ parts: MachineParts,
    of machine: Machine
  ) async throws(StatusError) -> Bool {
    switch step {
    case .drain(let node):
      let started = seen.times.drainStarted ?? site.now
      seen.times.drainStarted = started
      seen.drain = await NodeDrain(site, parts, node: node, started: started).drain()
    case .checkVolumes(let node):
      let started = seen.times.volumeWaitStarted ?? site.now
      seen.times.volumeWaitStarted = started
      seen.volumes = await NodeDrain(site, parts, node: node, started: started).volumes()
    case .deleteInfrastructure:
      seen.infrastructure = try await remove(parts.infrastructure)
    case .deleteBootstrap:
      seen.bootstrap = try await remove(parts.bootstrap)
    case .deleteNode(let node):
      seen.nodeDeletion = await deleteNode(node, in: parts.place)
    default: return false
    }
    return true
  }

  /// What a deletion left of the object.
  private func remove(
    _ referred: Referred
  ) async throws(StatusError) -> MachineDeletion.Dependent {
    guard let object = referred.object, let address = await site.address(of: object) else {
      return .gone
    }
    try await site.delete(object, in: address.resource)
    guard let left = try await site.client.find(address), left.metadata.uid == object.metadata.uid
    else { return .gone }
    return MachineDeletion.Dependent(.found(left))
  }

  private func deleteNode(_ node: String, in cluster: Key) async -> MachineDeletion.Progress {
    do throws(StatusError) {
      try await site.workloads.client(of: cluster).delete(Address(.nodes, name: node))
      return .done
    } catch {
      return error.isNotFound ? .done : .pending(error.message)
    }
  }

  private func deletion(
    of machine: Machine, _ parts: MachineParts
  ) async throws(StatusError) -> MachineDeletion {
    var seen = MachineDeletion(
      NodeVerdict(try await facts(about: machine, parts)),
      infrastructure: MachineDeletion.Dependent(parts.infrastructure),
      bootstrap: MachineDeletion.Dependent(parts.bootstrap),
      deletionTime: machine.metadata.deletionTimestamp ?? site.now)
    let annotations = machine.metadata.annotations.keys
    seen.preDrainHooks = hooks(Annotations.preDrainHook, of: machine)
    seen.preTerminateHooks = hooks(Annotations.preTerminateHook, of: machine)
    seen.times.drainStarted = machine.nodeDrainStart
    seen.times.volumeWaitStarted = machine.volumeDetachStart
    seen.timeouts.drain = machine.nodeDrainTimeout
    seen.timeouts.volumeDetach = machine.nodeVolumeDetachTimeout
    seen.timeouts.nodeDeletion = machine.nodeDeletionTimeout
    seen.excludesDrain = annotations.contains(Annotations.excludeNodeDraining)
    seen.excludesVolumeWait = annotations.contains(Annotations.excludeWaitForVolumeDetach)
    return seen
  }

  /// By name, with what each says that it waits for.
  private func hooks(_ prefix: String, of machine: Machine) -> [String] {
    machine.metadata.annotations.filter { $0.key.hasPrefix(prefix) }
      .map { $0.value.isEmpty ? $0.key : "\($0.key) (\($0.value))" }
  }

  private func facts(
    about machine: Machine, _ parts: MachineParts
  ) async throws(StatusError) -> NodeVerdict.Facts {
    var facts = NodeVerdict.Facts()
    facts.node = machine.nodeName ?? parts.node?.name
    facts.isClusterDeleting = parts.cluster?.isDeleting ?? true
    let plane = try await site.referred(
      parts.cluster?.controlPlaneRef, in: machine.namespace
    ).object
    facts.isControlPlaneDeleting = plane?.isDeleting ?? false
    facts.isControlPlaneExternal = plane.map { ControlPlaneObject(object: $0).isExternal } ?? false
    facts.controlPlaneMachines =
      machines.objects(of: parts.place).filter {
        Machine($0).isControlPlane && !$0.isDeleting
      }.count
    return facts
  }
}

extension MachineDeletion.Dependent {
  fileprivate init(_ referred: Referred) {
    guard let object = referred.object else {
      self = .gone
      return
    }
    let subject = "\(object.kind) \(object.name)"
    self =
      object.metadata.deletionTimestamp.map { .deleting(subject, since: $0) } ?? .exists(subject)
  }
}

extension Referred {
  /// What is known to be gone now is not reported as being there.
  fileprivate mutating func lose(_ dependent: MachineDeletion.Dependent) {
    guard case .gone = dependent, let object,
      let kind = object.groupVersionKind?.groupKind
    else { return }
    self = .missing(ContractReference(kind, name: object.name))
  }
}
