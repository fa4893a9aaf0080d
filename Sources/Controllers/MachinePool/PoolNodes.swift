// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Which Nodes belong to a MachinePool: those whose provider IDs its infrastructure lists.
package struct PoolNodes: Sendable, Hashable {
  /// What is looked at in a Node of the workload cluster.
  package struct Node: Sendable, Hashable {
    package let name: String
    package let providerID: String
    package var isReady: Bool
    /// Since when it is ready, for `minReadySeconds`.
    package var readySince: Time?

    package init(_ name: String, providerID: String, isReady: Bool, readySince: Time? = nil) {
      self.name = name
      self.providerID = providerID
      self.isReady = isReady
      self.readySince = readySince
    }
  }

  /// `status.nodeRefs`, by name.
  package let names: [String]
  package let ready: Int
  package let available: Int
  /// Provider IDs that no Node has.
  package let missing: [String]

  package init(
    listed: [String], nodes: [Node], minReady: Duration = .zero, now: Time
  ) {
    let byID = Dictionary(nodes.map { (Self.comparable($0.providerID), $0) }) { first, _ in first }
    var found: [Node] = []
    var absent: [String] = []
    var seen: Set<String> = []
    for id in listed where seen.insert(Self.comparable(id)).inserted {
      if let node = byID[Self.comparable(id)] { found.append(node) } else { absent.append(id) }
    }
    names = found.map(\.name).sorted()
    missing = absent
    ready = found.count(where: \.isReady)
    available = found.count { node in
      node.isReady && (minReady == .zero || node.readySince.map { now >= $0 + minReady } ?? false)
    }
  }

  /// Azure writes resource groups in either case, and its IDs are the same in both.
  private static func comparable(_ id: String) -> String {
    id.hasPrefix("azure://") ? id.lowercased() : id
  }

  /// `status.phase`.
  package enum Phase: String, Sendable {
    case pending = "Pending"
    case provisioning = "Provisioning"
    case provisioned = "Provisioned"
    case running = "Running"
    case scalingUp = "ScalingUp"
    case scalingDown = "ScalingDown"
    case scaling = "Scaling"
    case deleting = "Deleting"
    case failed = "Failed"
  }

  /// What the phase follows from beside the Nodes.
  package struct Facts: Sendable {
    package var isBootstrapReady = false
    package var isInfrastructureReady = false
    package var isDeleting = false
    /// `spec.replicas`.
    package var wanted = 1
    /// Instances that the infrastructure reports.
    package var existing = 0

    package init() {}
  }

  package func phase(_ facts: Facts) -> Phase {
    if facts.isDeleting { return .deleting }
    guard facts.isInfrastructureReady else {
      return facts.isBootstrapReady ? .provisioning : .pending
    }
    if facts.wanted > facts.existing, !names.isEmpty { return .scalingUp }
    if facts.wanted < facts.existing { return .scalingDown }
    return facts.existing == ready && facts.existing == facts.wanted ? .running : .provisioned
  }
}
