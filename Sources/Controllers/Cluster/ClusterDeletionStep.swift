// SPDX-License-Identifier: Apache-2.0

import Kube
import Site

/// The next step of a Cluster's deletion: what its agent has to let go of, then workers, then the control plane
/// when none of them needs it any more, then the network below both.
package enum ClusterDeletionStep: Sendable, Hashable {
  /// Wait until its agent is stilled, and the cluster has let go of what it has outside.
  case agent(String)
  /// Delete those that are not going yet, and wait for all.
  case workers([ClusterDeletion.Dependent])
  case controlPlane([ClusterDeletion.Dependent])
  case infrastructure(ClusterDeletion.Dependent)
  /// Take the finalizer away.
  case release

  package static let retry = Duration.seconds(5)

  package static func next(_ seen: ClusterDeletion) -> ClusterDeletionStep {
    if let agent = seen.agent { return .agent(agent) }
    if seen.workersNeedControlPlane { return .workers(seen.workers) }
    if let plane = seen.controlPlane { return .controlPlane([plane]) }
    // Without a control plane object its Machines are the Cluster's own to delete; with one they go by
    // its hand, and are waited for with it.
    if !seen.controlPlaneMachines.isEmpty { return .controlPlane(seen.controlPlaneMachines) }
    if !seen.workers.isEmpty { return .workers(seen.workers) }
    return seen.infrastructure.map(ClusterDeletionStep.infrastructure) ?? .release
  }

  /// What to delete now.
  package var delete: [ClusterDeletion.Dependent] {
    dependents.filter { $0.deletionTime == nil }
  }

  private var dependents: [ClusterDeletion.Dependent] {
    switch self {
    case .agent, .release: []
    case .workers(let workers): workers
    case .controlPlane(let plane): plane
    case .infrastructure(let infrastructure): [infrastructure]
    }
  }

  /// Reason of the condition `Deleting`.
  package var reason: String {
    switch self {
    case .agent: "WaitingForAgent"
    case .workers: "WaitingForWorkersDeletion"
    case .controlPlane: "WaitingForControlPlaneDeletion"
    case .infrastructure: "WaitingForInfrastructureDeletion"
    case .release: "DeletionCompleted"
    }
  }

  /// Message of the condition `Deleting`: each kind with the names of those that are left, and since when
  /// the first of them has been going.
  package var message: String {
    guard self != .release else { return "Deletion completed" }
    if case .agent(let name) = self {
      return Waiting(
        for: "load balancers and volumes to be released",
        hint: "the status of GitOpsAgent \(name) says which"
      ).description
    }
    let kinds = Dictionary(grouping: dependents, by: \.kind).sorted { $0.key < $1.key }
    let lines = kinds.map { kind, dependents in
      let names = dependents.map(\.name).sorted().shortened()
      let subject = dependents.count == 1 ? "\(kind) \(names)" : "\(kind)s \(names)"
      let since = dependents.compactMap(\.deletionTime).min()
      return Waiting(
        for: "\(subject) to be gone", since: since,
        hint: "the condition Deleting of each says what holds it"
      ).description
    }
    return lines.count == 1 ? lines[0] : lines.map { "* \($0)" }.joined(separator: "\n")
  }
}
