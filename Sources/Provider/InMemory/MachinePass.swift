// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime

/// What one pass over a machine sees of it, and what it will report. Pure.
struct MachinePass: Sendable {
  /// As it shall be.
  var machine: InMemoryMachine
  let owner: Machine
  let cluster: Key
  let isInfrastructureProvisioned: Bool
  let now: Time

  var isControlPlane: Bool { owner.isControlPlane }
  var plan: StartPlan {
    StartPlan(machine, isControlPlane: isControlPlane, start: machine.startTime ?? now)
  }

  /// What has to be there before the machine can start, and is not.
  enum Obstacle: Hashable {
    case infrastructure
    case bootstrapData
    case fault
  }

  var obstacle: Obstacle? {
    if machine.fault(.vm) == "ProvisioningError", !machine.isProvisioned { return .fault }
    if !isInfrastructureProvisioned { return .infrastructure }
    return owner.dataSecretName == nil ? .bootstrapData : nil
  }

  func objects(_ order: JoinOrder?) -> NodeObjects {
    var objects = NodeObjects(
      name: machine.name, version: owner.version ?? "v0.0.0", isControlPlane: isControlPlane,
      providerID: machine.providerID ?? Self.providerID(machine), uid: machine.uid ?? "")
    objects.health =
      switch machine.fault(.node) {
      case "Lost": .lost
      case "NotReady": .notReady
      default: .well
      }
    objects.isEtcdLost = machine.fault(.etcd) != nil
    objects.labels = order?.labels ?? [:]
    objects.labels["topology.kubernetes.io/zone"] = owner.failureDomain
    objects.taints = order?.taints ?? []
    return objects
  }

  static func providerID(_ machine: InMemoryMachine) -> String { "in-memory:////\(machine.name)" }

  // MARK: Reporting

  mutating func wait(_ part: InMemoryMachine.Part, _ reason: String, _ message: String) {
    let condition = Condition(part.condition, .no, reason: reason, message: message)
    machine.set(condition, at: now)
    machine.set(
      Condition(ConditionTypes.ready, .no, reason: reason, message: message), at: now)
  }

  mutating func wait(for obstacle: Obstacle) {
    switch obstacle {
    case .infrastructure:
      wait(
        .vm, Reasons.waitingForClusterInfrastructureReady,
        "waits for Cluster \(cluster.name) to have infrastructure")
    case .bootstrapData:
      wait(
        .vm, Reasons.waitingForBootstrapData,
        "waits for Machine \(owner.name) to name its bootstrap data in "
          + "spec.bootstrap.dataSecretName")
    case .fault:
      wait(
        .vm, "ProvisioningFailed",
        "spec.faults.vm is ProvisioningError: take it away to have the machine made")
    }
  }

  mutating func provision(_ part: InMemoryMachine.Part) {
    machine.set(Condition(part.condition, .yes, reason: "Provisioned"), at: now)
  }

  mutating func report() {
    for part in StartPlan.order(isControlPlane) { provision(part) }
    let ready =
      machine.fault(.node).map { (fault: String) in
        Condition(
          ConditionTypes.ready, .no, reason: "Node\(fault)",
          message: "spec.faults.node has Node \(machine.name) \(fault)")
      } ?? Condition(ConditionTypes.ready, .yes, reason: "Ready")
    machine.set(ready, at: now)
  }
}
