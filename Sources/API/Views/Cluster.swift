// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A Cluster.
package struct Cluster: View {
  package static let kind = Kind.cluster
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum Phase: String, Sendable {
    case pending = "Pending"
    case provisioning = "Provisioning"
    case provisioned = "Provisioned"
    case deleting = "Deleting"
    case failed = "Failed"
    case unknown = "Unknown"
  }

  package var isPaused: Bool { self[flag: "spec.paused"] ?? false }

  package var controlPlaneEndpoint: Endpoint? {
    get { self["spec.controlPlaneEndpoint"].flatMap(Endpoint.init) }
    set { self["spec.controlPlaneEndpoint"] = newValue?.value }
  }

  package var controlPlaneRef: ContractReference? { self[reference: "spec.controlPlaneRef"] }
  package var infrastructureRef: ContractReference? { self[reference: "spec.infrastructureRef"] }
  package var podBlocks: [String] { self[texts: "spec.clusterNetwork.pods.cidrBlocks"] }
  package var serviceBlocks: [String] { self[texts: "spec.clusterNetwork.services.cidrBlocks"] }
  package var serviceDomain: String? { self[text: "spec.clusterNetwork.serviceDomain"] }
  package var apiServerPort: Int64? { self[int: "spec.clusterNetwork.apiServerPort"] }

  package var phase: Phase? {
    get { self[text: "status.phase"].flatMap(Phase.init) }
    set { self[text: "status.phase"] = newValue?.rawValue }
  }

  package var isInfrastructureProvisioned: Bool {
    get { self[flag: "status.initialization.infrastructureProvisioned"] ?? false }
    set { self[flag: "status.initialization.infrastructureProvisioned"] = newValue }
  }

  package var isControlPlaneInitialized: Bool {
    get { self[flag: "status.initialization.controlPlaneInitialized"] ?? false }
    set { self[flag: "status.initialization.controlPlaneInitialized"] = newValue }
  }

  package var failureDomains: [FailureDomain] {
    get { (self["status.failureDomains"]?.list ?? []).compactMap(FailureDomain.init) }
    set {
      self["status.failureDomains"] =
        newValue.isEmpty ? Value?.none : .list(newValue.map(\.value))
    }
  }

  package var controlPlaneReplicas: Replicas {
    get { Replicas(self["status.controlPlane"] ?? [:]) }
    set { write(newValue, at: "status.controlPlane") }
  }

  package var workerReplicas: Replicas {
    get { Replicas(self["status.workers"] ?? [:]) }
    set { write(newValue, at: "status.workers") }
  }

  private mutating func write(_ replicas: Replicas, at path: String) {
    var value = self[path] ?? [:]
    replicas.write(into: &value)
    self[path] = value
  }
}

/// Where an API server answers.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
  package var host: String
  package var port: Int64

  package init(host: String, port: Int64) {
    self.host = host
    self.port = port
  }

  /// Nil where there is no host or no port: both are needed.
  package init?(_ value: Value) {
    guard let host = value["host"]?.string, !host.isEmpty, let port = value["port"]?.int, port > 0
    else { return nil }
    self.init(host: host, port: port)
  }

  package var value: Value { ["host": .string(host), "port": .int(port)] }

  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// A place where machines may run.
package struct FailureDomain: Sendable, Hashable {
  package var name: String
  package var forControlPlane: Bool
  package var attributes: [String: String] = [:]

  package init(_ name: String, forControlPlane: Bool) {
    self.name = name
    self.forControlPlane = forControlPlane
  }

  package init?(_ value: Value) {
    guard let name = value["name"]?.string else { return nil }
    self.init(name, forControlPlane: value["controlPlane"]?.bool ?? false)
    for entry in value["attributes"]?.map ?? [:] { attributes[entry.key] = entry.value.string }
  }

  package var value: Value {
    var value: Value = ["name": .string(name), "controlPlane": .bool(forControlPlane)]
    if !attributes.isEmpty {
      let sorted = attributes.sorted { $0.key < $1.key }
      value["attributes"] = .map(Map(sorted.map { ($0.key, Value.string($0.value)) }))
    }
    return value
  }
}
