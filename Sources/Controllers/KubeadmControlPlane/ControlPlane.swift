// SPDX-License-Identifier: Apache-2.0

package import Site

/// What is seen of a control plane as a whole.
package struct ControlPlane: Sendable {
  /// `spec.replicas`.
  package var replicas: Int
  /// `rollout.strategy.rollingUpdate.maxSurge`: 0 or 1.
  package var maxSurge = 1
  package var machines: [PlaneMachine]
  /// Etcd runs on these Machines, not elsewhere.
  package var isEtcdManaged = true
  /// What etcd itself says of its members; nil where it could not be asked.
  package var members: [EtcdMember]?
  package var isInitialized = true
  /// Failure domains that take control-plane machines.
  package var failureDomains: [String] = []
  /// The annotation `controlplane.cluster.x-k8s.io/remediation-in-progress`: a Machine was deleted, and
  /// its replacement is not made yet.
  package var remediationInProgress: RemediationRecord?
  package var remediation = RemediationLimits()
  /// What has to be there before the first Machine, and is not.
  package var awaited: Waiting?

  package init(replicas: Int, machines: [PlaneMachine]) {
    self.replicas = replicas
    self.machines = machines
  }

  package var outdated: [PlaneMachine] {
    machines.filter { !$0.outdated.isEmpty && !$0.isDeleting }
  }
  package var deleting: [PlaneMachine] { machines.filter(\.isDeleting) }
}

/// One member, as `etcdctl member list` and `alarm list` tell of it.
package struct EtcdMember: Sendable, Hashable {
  /// Empty while it has not started.
  package let name: String
  package var id: String
  package var isLearner = false
  package var hasAlarm = false

  package init(_ name: String, id: String) {
    self.name = name
    self.id = id
  }
}
