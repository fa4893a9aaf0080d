// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a control plane looks at in one of its Machines.
package struct PlaneMachine: Sendable, Hashable {
  /// The parts of a control plane whose health is a condition of its Machine, in the order of Cluster
  /// API: `<part>Healthy`.
  package enum Part: String, Sendable, CaseIterable {
    case apiServer = "APIServerPod"
    case controllerManager = "ControllerManagerPod"
    case scheduler = "SchedulerPod"
    case etcdPod = "EtcdPod"
    case etcdMember = "EtcdMember"

    package var condition: String { "\(rawValue)Healthy" }
    package var isEtcd: Bool { self == .etcdPod || self == .etcdMember }
  }

  package let name: String
  package let created: Time
  package var failureDomain: String?
  /// `status.nodeRef.name`, which is its etcd member's name as well.
  package var node: String?
  /// When it began to go.
  package var deletionTime: Time?
  /// Annotated `cluster.x-k8s.io/delete-machine`.
  package var isMarkedForDeletion = false
  /// Why it has to be replaced; empty where it is up to date.
  package var outdated: [String] = []
  /// By part; a part that is missing has not reported.
  package var health: [Part: Condition] = [:]
  /// Its health check failed, and it is for the control plane to replace it.
  package var patient: Patient?

  /// What remediation looks at.
  package struct Patient: Sendable, Hashable {
    /// Annotated `cluster.x-k8s.io/remediate-machine`.
    package var isMarked = false
    /// Since when `HealthCheckSucceeded` is False.
    package var unhealthySince: Time?
    /// What the Machine replaced: the annotation `controlplane.cluster.x-k8s.io/remediation-for`.
    package var replaced: RemediationRecord?

    package init() {}
  }

  package init(_ name: String, created: Time) {
    self.name = name
    self.created = created
  }

  package var isDeleting: Bool { deletionTime != nil }

  package func isHealthy(_ part: Part) -> Bool { health[part]?.status == .yes }

  /// All that Kubernetes needs on the machine itself: its API server talks to its own etcd, its scheduler
  /// to its own API server.
  package func isServing(withEtcd: Bool) -> Bool {
    Part.allCases.allSatisfy { part in
      part == .etcdMember || part.isEtcd && !withEtcd || isHealthy(part)
    }
  }

  static func isOlder(_ left: PlaneMachine, _ right: PlaneMachine) -> Bool {
    (left.created, left.name) < (right.created, right.name)
  }
}
