// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Site

// What the parts of a control plane add up to.
extension PlaneReport {
  /// The types of conditions that only the workload cluster can tell.
  static let health: Set = [
    ConditionTypes.available, ConditionTypes.etcdClusterHealthy,
    ConditionTypes.controlPlaneComponentsHealthy,
  ]

  var etcd: Condition {
    let type = ConditionTypes.etcdClusterHealthy
    guard seen.isEtcdManaged else {
      return Condition(type, .yes, reason: "Healthy", message: "etcd is not ours to manage")
    }
    return health(type, of: "EtcdMemberHealthy", [.etcdPod, .etcdMember], strays)
  }

  var components: Condition {
    health(
      ConditionTypes.controlPlaneComponentsHealthy, of: "healthy",
      [.apiServer, .controllerManager, .scheduler], [])
  }

  /// Members that no Machine stands for.
  private var strays: [String] {
    let nodes = Set(seen.machines.compactMap(\.node))
    // While one starts, its Machine may not be known as a Node.
    guard let members = seen.members, seen.machines.allSatisfy({ $0.node != nil }) else {
      return []
    }
    return members.filter { !nodes.contains($0.name) }.map { member in
      let name = member.name.isEmpty ? member.id : member.name
      return "* etcd member \(name) has no Machine; remove it with etcdctl if it is lost"
    }
  }

  private func health(
    _ type: String, of what: String, _ parts: [PlaneMachine.Part], _ further: [String]
  ) -> Condition {
    if !seen.isInitialized {
      return Condition(
        type, .unknown, reason: Reasons.inspectionFailed,
        message: "Waiting for the control plane to be initialized")
    }
    if reading == nil {
      let why = unreachable.map { ": \($0)" } ?? ""
      return Condition(
        type, .unknown, reason: Reasons.connectionDown,
        message: "The workload cluster does not answer\(why)")
    }
    var lines: [String] = []
    var isIssue = !further.isEmpty
    // Those that start have nothing to tell yet, and those that go need not be well.
    let counted = seen.machines.filter { !$0.isDeleting && $0.node != nil }
    for machine in counted.isEmpty ? seen.machines : counted {
      for part in parts {
        guard !machine.isHealthy(part) else { continue }
        let known = machine.health[part]
        isIssue = isIssue || known?.status == .no
        let message = known?.message ?? "its Machine has no Node yet"
        lines.append("* Machine \(machine.name): \(part.condition): \(message)")
      }
    }
    lines += further
    guard !lines.isEmpty else { return Condition(type, .yes, reason: "Healthy") }
    return Condition(
      type, isIssue ? .no : .unknown, reason: isIssue ? "NotHealthy" : "HealthUnknown",
      message: lines.joined(separator: "\n"))
  }

  /// Whether the API can be used: some Machine serves it, and etcd has its quorum.
  func available(_ own: Object) -> Condition {
    let type = ConditionTypes.available
    var lines: [String] = []
    if !seen.isInitialized { lines.append("* The control plane is not initialized yet") }
    if own.condition(ConditionTypes.certificatesAvailable)?.status != .yes {
      lines.append("* Its certificates are not available")
    }
    if seen.isInitialized, reading == nil {
      return Condition(
        type, .unknown, reason: Reasons.unknown(type),
        message: "The workload cluster does not answer" + (unreachable.map { ": \($0)" } ?? ""))
    }
    if seen.isInitialized {
      if !seen.machines.contains(where: { $0.isServing(withEtcd: seen.isEtcdManaged) }) {
        lines.append("* No Machine runs a control plane that serves")
      }
      lines += quorumTrouble
    }
    guard !lines.isEmpty else { return Condition(type, .yes, reason: type) }
    return Condition(type, .no, reason: Reasons.not(type), message: lines.joined(separator: "\n"))
  }

  private var quorumTrouble: [String] {
    guard seen.isEtcdManaged else { return [] }
    guard let quorum = EtcdQuorum(seen, adding: false, removing: nil) else {
      return ["* etcd does not tell its members"]
    }
    let healthy = quorum.voting - quorum.failing.count
    return healthy >= quorum.needed ? [] : ["* etcd has lost its quorum: \(quorum)"]
  }
}
