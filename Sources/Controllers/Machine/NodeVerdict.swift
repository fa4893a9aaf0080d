// SPDX-License-Identifier: Apache-2.0

/// Whether the Node of a Machine that goes is drained and deleted, or left to its fate.
package enum NodeVerdict: Sendable, Hashable {
  case delete(node: String)
  /// With the reason, for the log.
  case leave(String)

  /// What decides.
  package struct Facts: Sendable {
    /// `status.nodeRef.name`, or the Node found by provider ID.
    package var node: String?
    package var isClusterDeleting = false
    package var isControlPlaneDeleting = false
    /// AKS and its like: their control planes have no Machines.
    package var isControlPlaneExternal = false
    /// Control-plane Machines of the cluster that are not being deleted.
    package var controlPlaneMachines = 0

    package init() {}
  }

  package init(_ facts: Facts) {
    if facts.isClusterDeleting {
      self = .leave("the Cluster is being deleted")
    } else if let node = facts.node {
      self = Self.decide(facts, node)
    } else {
      self = .leave("the Machine has no Node")
    }
  }

  private static func decide(_ facts: Facts, _ node: String) -> NodeVerdict {
    if facts.isControlPlaneDeleting { return .leave("the control plane is being deleted") }
    if facts.isControlPlaneExternal || facts.controlPlaneMachines > 0 { return .delete(node: node) }
    return .leave("no control plane is left that could answer")
  }
}
