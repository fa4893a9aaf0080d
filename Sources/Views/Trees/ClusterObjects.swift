// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube

/// A Cluster, and all objects that belong to it, as they were at one look.
package struct ClusterObjects: Sendable {
  package var cluster: Object
  package var machines: [Object] = []
  package var machineSets: [Object] = []
  package var machineDeployments: [Object] = []
  package var machinePools: [Object] = []
  package var controlPlane: Object?
  package var agents: [Object] = []
  package var resourceSetBindings: [Object] = []
  /// Whatever else is referred to: infrastructure, bootstrap, templates.
  package var others: [Object] = []

  package init(_ cluster: Object) { self.cluster = cluster }

  /// What a reference leads to.
  package func find(_ reference: ContractReference) -> Object? {
    let all = others + (controlPlane.map { [$0] } ?? [])
    return all.first {
      $0.kind == reference.kind && $0.name == reference.name
        && $0.groupVersionKind?.group == reference.group
    }
  }

  func machines(ownedBy owner: Object) -> [Object] {
    machines.filter { $0.belongs(to: owner) }
  }
}

extension Object {
  /// Whether the other is one of its owners.
  package func belongs(to owner: Object) -> Bool {
    metadata.ownerReferences.contains {
      $0.kind == owner.kind && $0.name == owner.name
        && ($0.uid == owner.metadata.uid || owner.metadata.uid == nil)
    }
  }
}
