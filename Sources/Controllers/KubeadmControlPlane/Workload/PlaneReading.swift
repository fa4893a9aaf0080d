// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a workload cluster says of its control plane.
package struct PlaneReading: Sendable {
  /// What one member of etcd said, or why it did not.
  package enum EtcdAnswer: Sendable, Hashable {
    case status(EtcdStatus)
    case failure(String)
  }

  /// kubeadm has done its work: it leaves its configuration last.
  package var isInitialized = false
  /// The static Pods of the control plane, by name.
  package var pods: [String: Object] = [:]
  /// By the Node it runs on.
  package var etcd: [String: EtcdAnswer] = [:]
  /// Nil where no member could tell.
  package var members: [EtcdMember]?
  /// By the member's id.
  package var alarms: [String: String] = [:]
  /// Why `members` is nil.
  package var fault: String?

  package init() {}

  /// The name of the member that leads.
  package var leader: String? {
    let leaders = etcd.values.compactMap { answer -> String? in
      if case .status(let status) = answer { status.leader } else { nil }
    }
    return members?.first { leaders.contains($0.id) }?.name
  }

  package static func podName(_ part: PlaneMachine.Part, on node: String) -> String {
    switch part {
    case .apiServer: "kube-apiserver-\(node)"
    case .controllerManager: "kube-controller-manager-\(node)"
    case .scheduler: "kube-scheduler-\(node)"
    case .etcdPod, .etcdMember: "etcd-\(node)"
    }
  }
}

// MARK: - Health

extension PlaneReading {
  /// The health of what runs on a Node, in the words of Cluster API's conditions.
  package func health(
    on node: String, withEtcd: Bool
  ) -> [PlaneMachine.Part: Condition] {
    var health: [PlaneMachine.Part: Condition] = [:]
    for part in PlaneMachine.Part.allCases where withEtcd || !part.isEtcd {
      health[part] = part == .etcdMember ? member(on: node) : pod(part, on: node)
    }
    return health
  }

  private func pod(_ part: PlaneMachine.Part, on node: String) -> Condition {
    let name = Self.podName(part, on: node)
    guard let pod = pods[name] else {
      return Condition(
        part.condition, .no, reason: "DoesNotExist", message: "Pod \(name) does not exist")
    }
    let state = PodState(pod)
    return Condition(
      part.condition, state == .running ? .yes : .no, reason: state.reason, message: state.message)
  }

  private func member(on node: String) -> Condition {
    let type = PlaneMachine.Part.etcdMember.condition
    func condition(
      _ status: Condition.Status, _ reason: String, _ message: String = ""
    ) -> Condition {
      Condition(type, status, reason: reason, message: message)
    }
    guard case .status(let status) = etcd[node] else {
      var why = "its Pod does not run"
      if case .failure(let text) = etcd[node] { why = text }
      return condition(.unknown, "InspectionFailed", "The etcd member cannot be asked: \(why)")
    }
    guard let members else {
      return condition(.unknown, "InspectionFailed", fault ?? "etcd does not tell its members")
    }
    guard members.contains(where: { $0.id == status.id }) else {
      return condition(.no, "NotHealthy", "etcd does not count member \(status.id) among its own")
    }
    if status.leader == nil { return condition(.no, "NotHealthy", "The etcd member has no leader") }
    let faults = status.errors + [alarms[status.id].map { "alarm \($0)" }].compactMap(\.self)
    guard faults.isEmpty else {
      return condition(
        .no, "NotHealthy", "The etcd member reports \(faults.joined(separator: ", "))")
    }
    return condition(.yes, "Healthy")
  }
}
