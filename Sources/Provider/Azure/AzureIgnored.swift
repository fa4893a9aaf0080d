// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
import Synchronization

/// Tells of fields that are accepted, for templates in the wild have them, and not acted on: once for each
/// content of an object.
final class AzureIgnored: Sendable {
  private let told = Mutex<Set<String>>([])

  func tell(of subject: Subject) {
    let object = subject.object
    let fields = Self.fields(of: object)
    guard !fields.isEmpty, !object.isDeleting else { return }
    let content = "\(object.metadata.uid ?? object.name) \(fields)"
    guard told.withLock({ $0.insert(content).inserted }) else { return }
    let list = fields.joined(separator: ", ")
    subject.site.events.record(
      .warning, on: object, "FieldsIgnored", "these fields are not acted on: \(list)")
  }

  private static let paths: [String: [String]] = [
    "AzureCluster": [
      "spec.bastionSpec", "spec.cloudProviderConfigOverrides", "spec.extendedLocation",
      "spec.networkSpec.privateDNSZoneName", "spec.networkSpec.privateDNSZoneResourceGroup",
      "spec.networkSpec.subnets[].privateEndpoints", "spec.networkSpec.apiServerLB.id",
      "spec.networkSpec.apiServerLB.frontendIPsCount",
      "spec.networkSpec.subnets[].routeTable.id", "spec.networkSpec.subnets[].natGateway.id",
      "spec.networkSpec.subnets[].natGateway.ip.dnsName",
      "spec.networkSpec.subnets[].natGateway.ip.ipTags",
      "spec.networkSpec.nodeOutboundLB.id",
      "spec.networkSpec.nodeOutboundLB.frontendIPs[].privateIP",
      "spec.networkSpec.nodeOutboundLB.frontendIPs[].publicIP.dnsName",
      "spec.networkSpec.nodeOutboundLB.frontendIPs[].publicIP.ipTags",
      "spec.networkSpec.controlPlaneOutboundLB.id",
      "spec.networkSpec.controlPlaneOutboundLB.frontendIPs[].privateIP",
      "spec.networkSpec.controlPlaneOutboundLB.frontendIPs[].publicIP.dnsName",
      "spec.networkSpec.controlPlaneOutboundLB.frontendIPs[].publicIP.ipTags",
    ],
    "AzureManagedControlPlane": [
      "spec.virtualNetwork.subnet.privateEndpoints", "spec.fleetsMember", "spec.extensions",
      "spec.asoManagedClusterPatches", "spec.enablePreviewFeatures",
    ],
    "AzureManagedMachinePool": ["spec.asoManagedClustersAgentPoolPatches"],
  ]

  /// Those that are set, as a person finds them. Pure.
  static func fields(of object: Object) -> [String] {
    var fields = (paths[object.kind] ?? []).filter { path in
      let steps = path.split(separator: ".").map(String.init)
      return isSet(object.value, steps[...])
    }
    if object.kind == "AzureMachine", object.spec["osDisk"].said("osType") == "Windows" {
      fields.append("spec.osDisk.osType")
    }
    let subnets = object.spec["networkSpec"]?["subnets"]?.list ?? []
    if subnets.contains(where: { $0.said("role") == "bastion" }) {
      fields.append("spec.networkSpec.subnets of role bastion")
    }
    return fields + balancers(of: object.spec["networkSpec"] ?? [:])
  }

  /// What of load balancers is acted on in part.
  private static func balancers(of network: Value) -> [String] {
    var fields: [String] = []
    for name in ["apiServerLB", "nodeOutboundLB", "controlPlaneOutboundLB"] {
      guard let sku = network[name].said("sku"), sku != "Standard" else { continue }
      fields.append("spec.networkSpec.\(name).sku")
    }
    if network["apiServerLB"]?["frontendIPs"]?.list?.count ?? 0 > 1 {
      fields.append("spec.networkSpec.apiServerLB.frontendIPs beyond the first")
    }
    // A public API is the way out of its machines too.
    if network["controlPlaneOutboundLB"]?.map != nil,
      network["apiServerLB"].said("type") != "Internal"
    {
      fields.append("spec.networkSpec.controlPlaneOutboundLB beside a public API")
    }
    return fields
  }

  private static func isSet(_ value: Value, _ steps: ArraySlice<String>) -> Bool {
    guard let step = steps.first else { return !value.isEmptyField }
    let rest = steps.dropFirst()
    if step.hasSuffix("[]") {
      let items = value[String(step.dropLast(2))]?.list ?? []
      return items.contains { isSet($0, rest) }
    }
    return value[step].map { isSet($0, rest) } ?? false
  }
}

extension Value {
  fileprivate var isEmptyField: Bool {
    switch self {
    case .null: true
    case .map(let map): map.allSatisfy { $0.value.isEmptyField }
    case .list(let items): items.isEmpty
    default: false
    }
  }
}
