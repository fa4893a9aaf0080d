// SPDX-License-Identifier: Apache-2.0

package import Kube

/// A MachineSet.
package struct MachineSet: TemplatedView {
  package static let kind = Kind.machineSet
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var deletionOrder: DeletionOrder {
    self[text: "spec.deletion.order"].flatMap(DeletionOrder.init) ?? .random
  }

  /// Which revision of its MachineDeployment this is.
  package var revision: Int64? { metadata.annotations[Annotations.revision].flatMap { Int64($0) } }
}

/// A MachinePool.
package struct MachinePool: TemplatedView {
  package static let kind = Kind.machinePool
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var providerIDs: [String] {
    get { self[texts: "spec.providerIDList"] }
    set { self[texts: "spec.providerIDList"] = newValue }
  }

  package var failureDomains: [String] { self[texts: "spec.failureDomains"] }

  package var phase: String? {
    get { self[text: "status.phase"] }
    set { self[text: "status.phase"] = newValue }
  }

  package var isInfrastructureProvisioned: Bool {
    get { self[flag: "status.initialization.infrastructureProvisioned"] ?? false }
    set { self[flag: "status.initialization.infrastructureProvisioned"] = newValue }
  }

  package var isBootstrapDataCreated: Bool {
    get { self[flag: "status.initialization.bootstrapDataSecretCreated"] ?? false }
    set { self[flag: "status.initialization.bootstrapDataSecretCreated"] = newValue }
  }
}
