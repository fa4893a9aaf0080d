// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

extension PlanePass {
  /// Asks the workload cluster, once there is a machine that could answer.
  mutating func read() async {
    guard machines.contains(where: { $0.machine.isInfrastructureProvisioned }) else { return }
    let nodes = machines.compactMap(\.machine.nodeName)
    let leaving = Set(machines.filter(\.machine.isDeleting).compactMap(\.machine.nodeName))
    do throws(StatusError) {
      reading = try await probe.read(
        nodes: nodes, leaving: leaving, withEtcd: isEtcdManaged,
        isInitialized: plane.isInitialized)
    } catch {
      unreachable = error
      lookAgain(after: plane.isInitialized && leaving.isEmpty ? PlaneStep.retry : .seconds(5))
    }
    if reading?.isInitialized == true {
      draft.now.isInitialized = true
    } else if reading != nil {
      lookAgain(after: nodes.isEmpty ? .seconds(5) : .seconds(2))
    }
  }

  var probe: PlaneProbe {
    var probe = PlaneProbe(site: site, cluster: clusterKey)
    if let folder = plane["spec.kubeadmConfigSpec.clusterConfiguration.certificatesDir"]?.string {
      probe.certificates = folder
    }
    return probe
  }

  /// Writes into each Machine how its part of the control plane is.
  mutating func judge() {
    var isUnwell = false
    for index in machines.indices {
      let machine = machines[index].machine
      // What goes is not well, and that is no news.
      guard let node = machine.nodeName, !machine.isDeleting else { continue }
      guard let reading else {
        if isLongUnreachable { forgetHealth(of: index) }
        continue
      }
      for condition in reading.health(on: node, withEtcd: isEtcdManaged).values {
        machines[index].draft.now.set(condition, at: now)
        isUnwell = isUnwell || condition.status != .yes
      }
    }
    if isUnwell { lookAgain(after: isYoung ? .seconds(5) : PlaneStep.retry) }
  }

  /// What starts is looked at more often than what has failed.
  private var isYoung: Bool {
    machines.contains { now - ($0.machine.metadata.creationTimestamp ?? now) < .seconds(600) }
  }

  /// What is known stays for a while: connections come back.
  var isLongUnreachable: Bool {
    guard let probe = cluster.condition(ConditionTypes.remoteConnectionProbe),
      probe.status != .yes, let since = probe.lastTransitionTime
    else { return false }
    return now - since > .seconds(5 * 60)
  }

  private mutating func forgetHealth(of index: Int) {
    for part in PlaneMachine.Part.allCases where isEtcdManaged || !part.isEtcd {
      machines[index].draft.now.set(
        Condition(
          part.condition, .unknown, reason: Reasons.connectionDown,
          message: "The workload cluster cannot be reached"), at: now)
    }
  }

  // MARK: - As the decisions see it

  func controlPlane(awaited: Waiting?) -> ControlPlane {
    var seen = ControlPlane(
      replicas: Int(plane.desiredReplicas ?? 1), machines: machines.map(planeMachine))
    seen.maxSurge = Int(plane.maxSurge)
    seen.isEtcdManaged = isEtcdManaged
    seen.members = reading?.members
    seen.isInitialized = plane.isInitialized
    seen.failureDomains = cluster.failureDomains.filter(\.forControlPlane).map(\.name)
    seen.remediationInProgress = Self.record(
      plane.metadata.annotations[Annotations.remediationInProgress])
    seen.remediation.maxRetries = plane.maxRetry.map { Int($0) }
    seen.remediation.retryPeriod = plane.retryPeriod
    seen.remediation.minHealthyPeriod = plane.minHealthyPeriod
    seen.awaited = awaited
    return seen
  }

  static func record(_ text: String?) -> RemediationRecord? {
    text.flatMap { try? JSON.parse($0) }.flatMap { RemediationRecord($0) }
  }

  private func planeMachine(_ found: PlaneMachineParts) -> PlaneMachine {
    let machine = found.machine
    var seen = PlaneMachine(machine.name, created: machine.metadata.creationTimestamp ?? now)
    seen.failureDomain = machine.failureDomain
    seen.node = machine.nodeName
    seen.deletionTime = machine.metadata.deletionTimestamp
    seen.isMarkedForDeletion = machine.metadata.annotations[Annotations.deleteMachine] != nil
    seen.outdated = outdated(found)
    seen.health = health(machine)
    seen.patient = patient(machine)
    return seen
  }

  /// Only what was seen in this pass counts for a change, not what was true once; since when it is so, the
  /// Machine knows.
  private func health(_ machine: Machine) -> [PlaneMachine.Part: Condition] {
    guard let reading, let node = machine.nodeName else { return [:] }
    var health = reading.health(on: node, withEtcd: isEtcdManaged)
    for (part, condition) in health {
      guard let told = machine.condition(part.condition), told.status == condition.status else {
        continue
      }
      health[part]?.lastTransitionTime = told.lastTransitionTime
    }
    return health
  }

  private func outdated(_ found: PlaneMachineParts) -> [String] {
    guard let rollout, let made = rolloutMachine(found) else { return [] }
    return rollout.reasons(to: made, now: now)
  }

  var rollout: PlaneRollout? {
    guard let wanted = parts.wanted else { return nil }
    var rollout = PlaneRollout(wanted)
    rollout.after = plane.rolloutAfter
    rollout.certificatesExpiryDays = plane.certificatesExpiryDays.map { Int($0) }
    return rollout
  }

  func rolloutMachine(_ found: PlaneMachineParts) -> PlaneRollout.Machine? {
    guard let made = parts.made(found) else { return nil }
    var machine = PlaneRollout.Machine(
      created: found.machine.metadata.creationTimestamp ?? now, template: made)
    machine.certificatesExpiry = certificatesExpiry(found)
    return machine
  }

  /// What an annotation says, or else what follows from kubeadm's habit: the certificates of a machine
  /// are made when it starts, for a year unless the configuration says otherwise.
  func certificatesExpiry(_ found: PlaneMachineParts) -> Time? {
    for object in [found.machine.object, found.config] {
      let text = object?.metadata.annotations[Annotations.certificatesExpiry]
      if let time = text.flatMap(Time.init) { return time }
    }
    guard let created = found.machine.metadata.creationTimestamp, found.machine.nodeName != nil
    else { return nil }
    let days = found.config?.spec["clusterConfiguration", "certificateValidityPeriodDays"]?.int
    return created + .seconds((days ?? 365) * 86_400)
  }

  private func patient(_ machine: Machine) -> PlaneMachine.Patient? {
    guard let check = machine.condition(ConditionTypes.healthCheckSucceeded), check.status == .no,
      machine.condition(ConditionTypes.ownerRemediated)?.status == .no
    else { return nil }
    var patient = PlaneMachine.Patient()
    patient.isMarked = machine.metadata.annotations[Annotations.remediateMachine] != nil
    patient.unhealthySince = check.lastTransitionTime
    patient.replaced = Self.record(machine.metadata.annotations[Annotations.remediationFor])
    return patient
  }
}
