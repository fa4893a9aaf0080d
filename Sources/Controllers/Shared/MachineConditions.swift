// SPDX-License-Identifier: Apache-2.0

import API
import Kube

/// The conditions of whatever owns Machines that are made of those of its Machines.
enum MachineConditions {
  static func all(_ machines: [Object]) -> [Condition] {
    [
      aggregate(ConditionTypes.ready, ConditionTypes.machinesReady, machines),
      aggregate(ConditionTypes.upToDate, ConditionTypes.machinesUpToDate, machines),
      remediating(machines),
    ]
  }

  private static func aggregate(
    _ source: String, _ target: String, _ machines: [Object]
  ) -> Condition {
    guard !machines.isEmpty else { return Condition(target, .yes, reason: "NoReplicas") }
    return ConditionMerge(target).aggregate(source, over: machines, named: "Machines")
  }

  /// Machines whose owner is to replace them.
  static func remediating(_ machines: [Object]) -> Condition {
    let type = ConditionTypes.remediating
    let sick = machines.filter { $0.condition(ConditionTypes.ownerRemediated)?.status == .no }
    guard !sick.isEmpty else { return Condition(type, .no, reason: "NotRemediating") }
    let lines = sick.sorted { $0.name < $1.name }.prefix(3).map { machine in
      let why = machine.condition(ConditionTypes.ownerRemediated)?.message ?? ""
      return "* Machine \(machine.name): \(why.isEmpty ? "to be replaced" : why)"
    }
    let rest = sick.count - lines.count
    let more = rest > 0 ? ["And \(rest) more"] : []
    return Condition(
      type, .yes, reason: type, message: (lines + more).joined(separator: "\n"))
  }
}
