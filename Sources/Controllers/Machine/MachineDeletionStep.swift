// SPDX-License-Identifier: Apache-2.0

package import Kube
import Site

/// The next step of a Machine's deletion. A reconciler takes it, writes down what came of it, and asks
/// again, until the step is to wait or to release.
package enum MachineDeletionStep: Sendable, Hashable {
  case waitForPreDrainHooks([String])
  /// Cordon the Node, evict what has to go, note when that began.
  case drain(node: String)
  case waitForDrain(String)
  /// Look at what is attached to the Node, note when that began.
  case checkVolumes(node: String)
  case waitForVolumes(String)
  case waitForPreTerminateHooks([String])
  case deleteInfrastructure(String)
  case waitForInfrastructure(String, since: Time)
  case deleteBootstrap(String)
  case waitForBootstrap(String, since: Time)
  case deleteNode(String)
  case waitForNode(String)
  /// Take the finalizer away.
  case release
}

extension MachineDeletionStep {
  /// The order of Cluster API: hooks, drain, volumes, hooks, instance, bootstrap data, Node. The Node
  /// goes after the instance, or its kubelet would register it anew.
  package static func next(_ seen: MachineDeletion, now: Time) -> MachineDeletionStep {
    if case .delete(let node) = seen.verdict {
      if !seen.preDrainHooks.isEmpty { return .waitForPreDrainHooks(seen.preDrainHooks.sorted()) }
      if let step = emptying(seen, node, now) { return step }
    }
    if !seen.preTerminateHooks.isEmpty {
      return .waitForPreTerminateHooks(seen.preTerminateHooks.sorted())
    }
    switch seen.infrastructure {
    case .exists(let subject): return .deleteInfrastructure(subject)
    case .deleting(let subject, let since): return .waitForInfrastructure(subject, since: since)
    case .gone: break
    }
    switch seen.bootstrap {
    case .exists(let subject): return .deleteBootstrap(subject)
    case .deleting(let subject, let since): return .waitForBootstrap(subject, since: since)
    case .gone: break
    }
    return removingNode(seen, now) ?? .release
  }

  private static func emptying(
    _ seen: MachineDeletion, _ node: String, _ now: Time
  ) -> MachineDeletionStep? {
    // Past these, pods and volumes have no machine to leave any more.
    guard seen.times.preTerminateStarted == nil, case .exists = seen.infrastructure else {
      return nil
    }
    let drainIsOver = isOver(seen.times.drainStarted, seen.timeouts.drain, now)
    if !seen.excludesDrain && !drainIsOver {
      switch seen.drain {
      case .unknown: return .drain(node: node)
      case .pending(let message): return .waitForDrain(message)
      case .done: break
      }
    }
    let volumesAreOver = isOver(seen.times.volumeWaitStarted, seen.timeouts.volumeDetach, now)
    guard !seen.excludesVolumeWait && !volumesAreOver else { return nil }
    switch seen.volumes {
    case .unknown: return .checkVolumes(node: node)
    case .pending(let message): return .waitForVolumes(message)
    case .done: return nil
    }
  }

  private static func removingNode(
    _ seen: MachineDeletion, _ now: Time
  ) -> MachineDeletionStep? {
    guard case .delete(let node) = seen.verdict else { return nil }
    switch seen.nodeDeletion {
    case .done: return nil
    case .unknown: return .deleteNode(node)
    case .pending(let cause):
      let isOver = isOver(seen.deletionTime, seen.timeouts.nodeDeletion, now)
      return isOver ? nil : .waitForNode("Node \(node) cannot be deleted yet: \(cause)")
    }
  }

  private static func isOver(_ started: Time?, _ timeout: Duration?, _ now: Time) -> Bool {
    guard let started, let timeout, timeout > .zero else { return false }
    return now >= started + timeout
  }
}

extension MachineDeletionStep {
  /// Reason of the condition `Deleting`.
  package var reason: String {
    switch self {
    case .waitForPreDrainHooks: "WaitingForPreDrainHook"
    case .drain, .waitForDrain: "DrainingNode"
    case .checkVolumes, .waitForVolumes: "WaitingForVolumeDetach"
    case .waitForPreTerminateHooks: "WaitingForPreTerminateHook"
    case .deleteInfrastructure, .waitForInfrastructure: "WaitingForInfrastructureDeletion"
    case .deleteBootstrap, .waitForBootstrap: "WaitingForBootstrapDeletion"
    case .deleteNode, .waitForNode: "DeletingNode"
    case .release: "DeletionCompleted"
    }
  }

  /// Message of the condition `Deleting`, for a Machine whose deletion began at `since`.
  package func message(since: Time) -> String {
    switch self {
    case .waitForPreDrainHooks(let hooks): Self.hooks("pre-drain", hooks, since)
    case .waitForPreTerminateHooks(let hooks): Self.hooks("pre-terminate", hooks, since)
    case .drain(let node): "Draining Node \(node)"
    case .checkVolumes(let node): "Looking for volumes attached to Node \(node)"
    case .waitForDrain(let message), .waitForVolumes(let message), .waitForNode(let message):
      message
    case .deleteInfrastructure(let subject), .deleteBootstrap(let subject): "Deleting \(subject)"
    case .waitForInfrastructure(let subject, let time), .waitForBootstrap(let subject, let time):
      Self.gone(subject, since: time)
    case .deleteNode(let node): "Deleting Node \(node)"
    case .release: "Deletion completed"
    }
  }

  /// When to look again though nothing was reported: what happens in the workload cluster is not watched.
  package var retry: Duration? {
    switch self {
    case .waitForDrain, .waitForVolumes: .seconds(20)
    case .waitForNode: .seconds(10)
    default: nil
    }
  }

  private static func hooks(_ kind: String, _ hooks: [String], _ since: Time) -> String {
    let waiting = Waiting(
      for: "\(kind) hooks to be taken away: \(hooks.shortened())", since: since,
      hint: "whoever put these annotations on the Machine removes them when done")
    return waiting.description
  }

  private static func gone(_ subject: String, since: Time) -> String {
    Waiting(
      for: "\(subject) to be gone", since: since, hint: "its own conditions say what holds it"
    )
    .description
  }
}
