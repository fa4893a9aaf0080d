// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a MachineHealthCheck asks of Machines: `spec.checks`.
package struct HealthCheck: Sendable {
  /// A condition that must not last.
  package struct Symptom: Sendable, Hashable {
    package let type: String
    package let status: Condition.Status
    package let timeout: Duration

    package init(_ type: String, _ status: Condition.Status, for timeout: Duration) {
      self.type = type
      self.status = status
      self.timeout = timeout
    }
  }

  package var node: [Symptom] = []
  package var machine: [Symptom] = []
  /// `nodeStartupTimeoutSeconds`; zero waits for ever.
  package var nodeStartupTimeout: Duration = .seconds(600)

  package init() {}

  /// One Machine that the check selects, with its Node.
  package struct Target: Sendable {
    /// What is known of the Node.
    package enum Node: Sendable {
      /// The Machine names none yet.
      case none
      /// The Machine names it, and it is not there.
      case missing(String)
      case conditions([Condition])
    }

    package var node: Node
    package let created: Time
    package var conditions: [Condition] = []
    package var isControlPlane = false
    /// Annotated `cluster.x-k8s.io/remediate-machine`.
    package var isMarked = false
    /// The cluster's own conditions, nil where they are not True: since when they are.
    package var controlPlaneInitialized: Time?
    package var clusterInfrastructureReady: Time?

    package init(_ node: Node, created: Time) {
      self.node = node
      self.created = created
    }
  }
}
