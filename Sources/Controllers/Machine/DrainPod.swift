// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What drain looks at in a Pod on the Node.
package struct DrainPod: Sendable, Hashable {
  package let namespace: String
  package let name: String
  package var deletionTime: Time?
  /// Succeeded or Failed.
  package var isFinished = false
  /// The static Pod of a kubelet (`kubernetes.io/config.mirror`): it goes with the machine.
  package var isMirror = false
  /// Controlled by a DaemonSet that exists: it would come back at once.
  package var belongsToDaemonSet = false
  /// The label `cluster.x-k8s.io/drain`.
  package var drainLabel: String?
  /// Pods of a lower order go first.
  package var order = 0

  package init(_ namespace: String, _ name: String) {
    self.namespace = namespace
    self.name = name
  }

  package var path: String { "\(namespace)/\(name)" }

  /// What drain does about a Pod.
  package enum Fate: Sendable, Hashable {
    case ignore
    case evict
    /// It is going already.
    case terminating
    case waitUntilFinished
  }

  /// A kubelet that cannot be reached never says that a Pod is gone, so there a Pod that is going counts
  /// as gone.
  package func fate(isNodeReachable: Bool, now: Time) -> Fate {
    if !isNodeReachable, let deletionTime, now - deletionTime > .seconds(1) { return .ignore }
    if belongsToDaemonSet && !isFinished || isMirror || drainLabel?.lowercased() == "skip" {
      return .ignore
    }
    if drainLabel?.lowercased() == "wait-completed" {
      return isFinished ? .ignore : .waitUntilFinished
    }
    return deletionTime == nil ? .evict : .terminating
  }
}
