// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// What one look at the Machines of a MachineHealthCheck finds. Pure.
struct HealthRound {
  /// One Machine, and what was found.
  struct Target {
    let machine: Machine
    let seen: HealthCheck.Target
    var verdict = HealthVerdict.healthy(again: nil)

    var isHealthy: Bool { if case .healthy = verdict { true } else { false } }
  }

  let check: MachineHealthCheck
  let targets: [Target]
  let answer: RemediationGate.Answer
  let now: Time

  init(_ check: MachineHealthCheck, _ targets: [Target], _ cluster: Cluster, now: Time) {
    self.check = check
    self.now = now
    let wishes = HealthCheck(check)
    self.targets = targets.map { target in
      var target = target
      target.verdict = HealthVerdict(target.seen, by: wishes, now: now)
      return target
    }
    answer = RemediationGate(check).answer(
      expected: targets.count, healthy: self.targets.count(where: \.isHealthy))
  }

  /// When something may go wrong by the mere passing of time.
  var again: Duration? {
    targets.compactMap { if case .healthy(let again) = $0.verdict { again } else { nil } }.min()
  }

  /// Those to be replaced by somebody else than their owner.
  var outsiders: [Target] {
    check.remediationTemplate == nil || !answer.isAllowed
      ? [] : targets.filter { !$0.isHealthy }
  }

  /// What the check says of itself.
  func report(into check: inout MachineHealthCheck) {
    check[int: "status.expectedMachines"] = Int64(targets.count)
    check[int: "status.currentHealthy"] = Int64(targets.count(where: \.isHealthy))
    check[int: "status.remediationsAllowed"] = Int64(answer.remaining)
    check[texts: "status.targets"] = targets.map(\.machine.name)
    check.observedGeneration = check.metadata.generation
    let type = ConditionTypes.remediationAllowed
    check.set(
      answer.isAllowed
        ? Condition(type, .yes, reason: type)
        : Condition(
          type, .no, reason: Reasons.tooManyUnhealthy, message: answer.message ?? ""), at: now)
  }

  /// What the check says of a Machine.
  func mark(_ target: Target, into machine: inout Machine) {
    let type = ConditionTypes.healthCheckSucceeded
    switch target.verdict {
    case .healthy:
      machine.set(Condition(type, .yes, reason: type), at: now)
      // What has recovered by itself need not be replaced.
      machine.removeCondition(ConditionTypes.ownerRemediated)
      machine.removeCondition(ConditionTypes.externallyRemediated)
    case .unhealthy(let reason, let message):
      machine.set(Condition(type, .no, reason: reason, message: message), at: now)
      guard answer.isAllowed, check.remediationTemplate == nil,
        machine.condition(ConditionTypes.ownerRemediated) == nil
      else { return }
      let hasOwner = machine.metadata.controller != nil
      machine.set(
        Condition(
          ConditionTypes.ownerRemediated, .no,
          reason: hasOwner ? Reasons.waitingForRemediation : Reasons.cannotBeRemediated,
          message: hasOwner
            ? "Waiting for remediation" : "Nobody owns the Machine who could replace it"
        ), at: now)
    }
  }
}

extension HealthRound.Target {
  init(_ machine: Machine, in cluster: Cluster, node: Object?, areNodesKnown: Bool) {
    self.machine = machine
    var seen = HealthCheck.Target(
      Self.node(of: machine, node, areNodesKnown), created: machine.created ?? Time(seconds: 0))
    seen.conditions = machine.conditions
    seen.isControlPlane = machine.isControlPlane
    seen.isMarked = machine.metadata.annotations[Annotations.remediateMachine] != nil
    seen.controlPlaneInitialized = cluster.since(ConditionTypes.controlPlaneInitialized)
    seen.clusterInfrastructureReady = cluster.since(ConditionTypes.infrastructureReady)
    self.seen = seen
  }

  /// Nodes of a cluster that does not answer count as they were last seen, or not at all.
  private static func node(
    of machine: Machine, _ node: Object?, _ areNodesKnown: Bool
  ) -> HealthCheck.Target.Node {
    if let node { return .conditions(node.conditions) }
    guard let name = machine.nodeName else { return .none }
    return areNodesKnown ? .missing(name) : .conditions([])
  }
}

extension Cluster {
  /// Since when a condition is True; nil where it is not.
  fileprivate func since(_ type: String) -> Time? {
    condition(type).flatMap { $0.status == .yes ? $0.lastTransitionTime : nil }
  }
}

extension HealthCheck {
  init(_ check: MachineHealthCheck) {
    self.init()
    node = check.nodeChecks.map(Symptom.init)
    machine = check.machineChecks.map(Symptom.init)
    nodeStartupTimeout = check.nodeStartupTimeout ?? .zero
  }
}

extension HealthCheck.Symptom {
  fileprivate init(_ check: MachineHealthCheck.Check) {
    self.init(
      check.type, Condition.Status(rawValue: check.status) ?? .unknown, for: check.timeout)
  }
}

extension RemediationGate {
  init(_ check: MachineHealthCheck) {
    self.init()
    if let most = CountOrPercent(check.maxUnhealthy) { self.most = most }
    range = check.unhealthyRange.map { Int($0.lowerBound)...Int($0.upperBound) }
  }
}
