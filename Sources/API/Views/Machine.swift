// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A Machine.
package struct Machine: View {
  package static let kind = Kind.machine
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum Phase: String, Sendable {
    case pending = "Pending"
    case provisioning = "Provisioning"
    case provisioned = "Provisioned"
    case running = "Running"
    case updating = "Updating"
    case deleting = "Deleting"
    case deleted = "Deleted"
    case failed = "Failed"
    case unknown = "Unknown"
  }

  package var clusterName: String { self[text: "spec.clusterName"] ?? "" }
  package var version: String? { self[text: "spec.version"] }
  package var bootstrapRef: ContractReference? { self[reference: "spec.bootstrap.configRef"] }
  package var infrastructureRef: ContractReference? { self[reference: "spec.infrastructureRef"] }
  package var minReadySeconds: Int64 { self[int: "spec.minReadySeconds"] ?? 0 }

  package var isControlPlane: Bool { metadata.labels[Labels.controlPlane] != nil }

  package var dataSecretName: String? {
    get { self[text: "spec.bootstrap.dataSecretName"] }
    set { self[text: "spec.bootstrap.dataSecretName"] = newValue }
  }

  package var providerID: String? {
    get { self[text: "spec.providerID"] }
    set { self[text: "spec.providerID"] = newValue }
  }

  package var failureDomain: String? {
    get { self[text: "spec.failureDomain"] }
    set { self[text: "spec.failureDomain"] = newValue }
  }

  /// How long each step of the deletion may take; nil is for ever.
  package var nodeDrainTimeout: Duration? { limit("spec.deletion.nodeDrainTimeoutSeconds", 0) }
  package var nodeVolumeDetachTimeout: Duration? {
    limit("spec.deletion.nodeVolumeDetachTimeoutSeconds", 0)
  }
  package var nodeDeletionTimeout: Duration? {
    limit("spec.deletion.nodeDeletionTimeoutSeconds", 10)
  }

  private func limit(_ path: String, _ usual: Int64) -> Duration? {
    let seconds = self[int: path] ?? usual
    return seconds > 0 ? .seconds(seconds) : nil
  }

  package var phase: Phase? {
    get { self[text: "status.phase"].flatMap(Phase.init) }
    set { self[text: "status.phase"] = newValue?.rawValue }
  }

  package var nodeName: String? {
    get { self[text: "status.nodeRef.name"] }
    set { self[text: "status.nodeRef.name"] = newValue }
  }

  package var nodeInfo: Value? {
    get { self["status.nodeInfo"] }
    set { self["status.nodeInfo"] = newValue }
  }

  package var addresses: [Value] {
    get { self["status.addresses"]?.list ?? [] }
    set { self["status.addresses"] = newValue.isEmpty ? Value?.none : .list(newValue) }
  }

  package var lastUpdated: Time? {
    get { self[time: "status.lastUpdated"] }
    set { self[time: "status.lastUpdated"] = newValue }
  }

  package var isInfrastructureProvisioned: Bool {
    get { self[flag: "status.initialization.infrastructureProvisioned"] ?? false }
    set { self[flag: "status.initialization.infrastructureProvisioned"] = newValue }
  }

  package var isBootstrapDataCreated: Bool {
    get { self[flag: "status.initialization.bootstrapDataSecretCreated"] ?? false }
    set { self[flag: "status.initialization.bootstrapDataSecretCreated"] = newValue }
  }

  package var nodeDrainStart: Time? {
    get { self[time: "status.deletion.nodeDrainStartTime"] }
    set { self[time: "status.deletion.nodeDrainStartTime"] = newValue }
  }

  package var volumeDetachStart: Time? {
    get { self[time: "status.deletion.waitForNodeVolumeDetachStartTime"] }
    set { self[time: "status.deletion.waitForNodeVolumeDetachStartTime"] = newValue }
  }

  package var certificatesExpiry: Time? {
    get { self[time: "status.certificatesExpiryDate"] }
    set { self[time: "status.certificatesExpiryDate"] = newValue }
  }
}
