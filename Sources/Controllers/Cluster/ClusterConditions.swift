// SPDX-License-Identifier: Apache-2.0

package import Kube

/// The conditions of a Cluster that are made of those of the objects below it.
package enum ClusterConditions {
  /// What is under a Cluster, as far as conditions go.
  package struct Parts: Sendable {
    package var controlPlane: Object?
    /// MachineDeployments, MachinePools, MachineSets that stand alone.
    package var workers: [Object] = []
    package var controlPlaneMachines: [Object] = []
    package var workerMachines: [Object] = []

    package init() {}
  }

  /// The conditions whose True is bad or busy.
  private static let negative: Set<String> = [
    "Deleting", "RollingOut", "ScalingUp", "ScalingDown", "Remediating",
  ]

  package static func all(_ parts: Parts) -> [Condition] {
    let scalers = [parts.controlPlane].compactMap(\.self) + parts.workers
    let machines = parts.controlPlaneMachines + parts.workerMachines
    return [
      aggregate("Available", "WorkersAvailable", parts.workers, none: "NoWorkers"),
      aggregate(
        "Ready", "ControlPlaneMachinesReady", parts.controlPlaneMachines, none: "NoReplicas"),
      aggregate("Ready", "WorkerMachinesReady", parts.workerMachines, none: "NoReplicas"),
      aggregate(
        "UpToDate", "ControlPlaneMachinesUpToDate", parts.controlPlaneMachines, none: "NoReplicas"),
      aggregate("UpToDate", "WorkerMachinesUpToDate", parts.workerMachines, none: "NoReplicas"),
      aggregate("RollingOut", "RollingOut", scalers, none: "NotRollingOut"),
      aggregate("ScalingUp", "ScalingUp", scalers, none: "NotScalingUp"),
      aggregate("ScalingDown", "ScalingDown", scalers, none: "NotScalingDown"),
      remediating(machines),
    ]
  }

  /// `Available`: everything a user of the cluster needs. `TopologyReconciled` is optional, since clusters
  /// without a class do not have it.
  package static func available(_ cluster: Object, gates: [String] = []) -> Condition {
    let types = [
      "Deleting", "RemoteConnectionProbe", "InfrastructureReady", "ControlPlaneAvailable",
      "WorkersAvailable", "TopologyReconciled",
    ]
    return ConditionMerge("Available", negative: negative).summary(
      of: types + gates, in: cluster, optional: ["TopologyReconciled"])
  }

  private static func aggregate(
    _ source: String, _ target: String, _ objects: [Object], none: String
  ) -> Condition {
    let isNegative = negative.contains(target)
    guard !objects.isEmpty else {
      return Condition(target, isNegative ? .no : .yes, reason: none)
    }
    let merge = ConditionMerge(
      target, negative: negative,
      reasons: isNegative ? (target, "\(target)Unknown", "Not\(target)") : nil)
    // Each kind by itself, so that lines say of which kind they speak.
    let kinds = Dictionary(grouping: objects, by: \.kind).sorted { $0.key < $1.key }
    let parts = kinds.map { merge.aggregate(source, over: $1, named: "\($0)s") }
    guard var worst = parts.min(by: { merge.weight(of: $0) < merge.weight(of: $1) }) else {
      preconditionFailure("objects have kinds")
    }
    let lines = parts.sorted { merge.weight(of: $0) < merge.weight(of: $1) }.map(\.message)
    worst.message = lines.filter { !$0.isEmpty }.joined(separator: "\n")
    return worst
  }

  /// Machines whose owner is to replace them.
  private static func remediating(_ machines: [Object]) -> Condition {
    let sick = machines.filter { $0.condition("OwnerRemediated")?.status == .no }
    guard !sick.isEmpty else { return Condition("Remediating", .no, reason: "NotRemediating") }
    let lines = sick.sorted { $0.name < $1.name }.prefix(3).map { machine in
      let why = machine.condition("OwnerRemediated")?.message ?? ""
      return "* Machine \(machine.name): \(why.isEmpty ? "to be replaced" : why)"
    }
    let rest = sick.count - lines.count
    let more = rest > 0 ? ["And \(rest) more"] : []
    return Condition(
      "Remediating", .yes, reason: "Remediating", message: (lines + more).joined(separator: "\n"))
  }
}
