// SPDX-License-Identifier: Apache-2.0

import API
import AzurePacks
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Each field of Azure's kinds changes what Azure is asked for, or is named to whoever sets it.
struct AzureFieldsTests {
  /// A kind, specs that fields are set in, and the fields that count elsewhere than in what Azure is asked for.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let bases: String
    let elsewhere: [String]
    var testDescription: String { kind.kind }
  }

  /// Who signs in and where, which is no part of a body; and what a reference says twice.
  private static let signIn = [
    "spec.azureEnvironment", "spec.identityRef.apiVersion", "spec.identityRef.fieldPath",
    "spec.identityRef.kind", "spec.identityRef.name", "spec.identityRef.namespace",
    "spec.identityRef.resourceVersion", "spec.identityRef.uid",
  ]

  /// What is told by us, and kept where it is given.
  private static let told = ["spec.controlPlaneEndpoint.host", "spec.controlPlaneEndpoint.port"]

  static let cases = [
    Case(
      kind: .azureCluster, bases: clusters,
      elsewhere: signIn + told + [
        "spec.failureDomains.*.attributes", "spec.failureDomains.*.controlPlane",
      ]),
    // Where a person gives no key, there is one of ours: that is no pure matter.
    Case(
      kind: .azureMachine, bases: machines, elsewhere: ["spec.providerID", "spec.sshPublicKey"]),
    Case(kind: .azureManagedControlPlane, bases: planes, elsewhere: signIn + told),
    Case(kind: .azureManagedMachinePool, bases: pools, elsewhere: ["spec.providerIDList"]),
  ]

  @Test(arguments: cases)
  func `no field is passed over in silence`(one: Case) throws {
    let bytes = try #require(AzurePacks.all["\(one.kind.kind.lowercased()).yaml"])
    let pack = String(decoding: bytes, as: UTF8.self)
    let bases = try Source("bases", text: one.bases).values()
    let fields = try Field.all(of: one.kind)
    #expect(fields.count > 20 && bases.count > 1)
    var silent: [String] = []
    var counted: [String] = []
    for field in fields {
      let isHeard =
        pack.contains("$<\(field.path)>") || bases.contains { one.changes(with: field, $0) }
      if one.elsewhere.contains(field.path) {
        if isHeard { counted.append(field.path) }
      } else if !isHeard {
        silent.append(field.path)
      }
    }
    #expect(silent == [], "neither acted on nor named")
    #expect(counted == [], "listed for nothing")
    let all = Set(fields.map(\.path))
    #expect(one.elsewhere.allSatisfy(all.contains), "not there any more")
  }

  // MARK: Specs

  private static let clusters = """
    {location: westeurope}
    ---
    location: westeurope
    networkSpec:
      vnet: {name: v, peerings: [{remoteVnetName: r}]}
      subnets:
      - {role: control-plane, name: a, securityGroup: {name: s, securityRules: [{name: r, protocol: Tcp, direction: Inbound}]}}
      - {role: node, name: b, natGateway: {name: g}, serviceEndpoints: [{service: s, locations: ["*"]}]}
      apiServerLB: {frontendIPs: [{name: f, publicIP: {name: p, ipTags: [{type: t, tag: t}]}}]}
      nodeOutboundLB: {frontendIPs: [{name: f, publicIP: {name: p}}]}
      additionalAPIServerLBPorts: [{name: e, port: 1}]
    ---
    location: westeurope
    networkSpec:
      subnets: [{role: control-plane, name: a}, {role: node, name: b}]
      apiServerLB: {type: Internal, frontendIPs: [{name: f}]}
      nodeOutboundLB: {frontendIPsCount: 1}
      controlPlaneOutboundLB: {frontendIPs: [{name: f, publicIP: {name: p}}]}
    ---
    location: westeurope
    networkSpec: {apiServerLB: {type: Internal}, controlPlaneOutboundLB: {frontendIPsCount: 1}}
    """

  private static let machines = """
    {vmSize: s, osDisk: {osType: Linux}}
    ---
    vmSize: s
    osDisk: {osType: Linux, diffDiskSettings: {option: Local}}
    identity: SystemAssigned
    image: {marketplace: {publisher: p, offer: o, sku: s, version: v, thirdPartyImage: true}}
    dataDisks: [{nameSuffix: a, diskSizeGB: 1, lun: 0}]
    vmExtensions: [{name: e, publisher: p, version: v}]
    networkInterfaces: [{privateIPConfigs: 1}]
    spotVMOptions: {}
    diagnostics: {boot: {storageAccountType: UserManaged}}
    ---
    vmSize: s
    osDisk: {osType: Linux}
    identity: UserAssigned
    image: {computeGallery: {gallery: g, name: e, version: v, plan: {publisher: p, offer: o, sku: s}}}
    ---
    vmSize: s
    osDisk: {osType: Linux}
    image: {computeGallery: {gallery: g, name: e, version: v, subscriptionID: s, resourceGroup: r}}
    ---
    vmSize: s
    osDisk: {osType: Linux}
    image: {sharedGallery: {subscriptionID: s, resourceGroup: r, gallery: g, name: e, version: v, publisher: p, offer: o, sku: s}}
    """

  private static let planes = """
    {version: v1.33.5, location: westeurope}
    ---
    version: v1.33.5
    location: westeurope
    virtualNetwork: {name: v, cidrBlock: 10.0.0.0/8, subnet: {name: s, cidrBlock: 10.0.0.0/16, serviceEndpoints: [{service: s, locations: ["*"]}]}}
    identity: {type: UserAssigned, userAssignedIdentityResourceID: i}
    addonProfiles: [{name: a, enabled: true}]
    aadProfile: {managed: true, adminGroupObjectIDs: [a]}
    ---
    version: v1.33.5
    location: westeurope
    resourceGroupName: other
    virtualNetwork: {name: v, resourceGroup: r, cidrBlock: 10.0.0.0/8, subnet: {name: s, cidrBlock: 10.0.0.0/16}}
    """

  private static let pools = """
    {mode: System, sku: s}
    ---
    {mode: User, sku: s, scaleSetPriority: Spot, taints: [{key: k, value: v, effect: NoSchedule}], scaling: {minSize: 1}}
    """
}

// MARK: - What a spec comes to

extension AzureFieldsTests.Case {
  /// Whether a field, with any value it may have, in any place it may stand, makes a difference.
  fileprivate func changes(with field: Field, _ base: Value) -> Bool {
    let before = outcome(base)
    return field.samples.contains { sample in
      field.variants(of: base, with: sample).contains { outcome($0) != before }
    }
  }

  /// All that Azure would be asked for, and the fields that are named as not acted on.
  private func outcome(_ spec: Value) -> [Value] {
    let object = Object([
      "kind": .string(kind.kind), "metadata": ["name": "demo"], "spec": spec,
    ])
    let named = AzureIgnored.fields(of: object).map { Value.string($0) }
    switch kind.kind {
    case Kind.azureCluster.kind: return named + ground(spec)
    case Kind.azureMachine.kind: return named + machine(object)
    case Kind.azureManagedControlPlane.kind:
      let names = names(spec, "resourceGroupName")
      let pool = AzurePoolValues(names: names, object: Object([:]), owner: nil, plane: object)
      let values = AzureManagedValues(names: names, object: object, cluster: nil, pools: [])
      return named + [values.value, .string(names.groupID), pool.value]
    default:
      let names = names([:], "")
      let plane = Object(["metadata": ["name": "demo"], "spec": [:]])
      return named
        + [AzurePoolValues(names: names, object: object, owner: nil, plane: plane).value]
    }
  }

  private func names(_ spec: Value, _ group: String) -> AzureNames {
    AzureNames(
      cluster: "demo", subscription: spec.said("subscriptionID") ?? "s-1",
      group: spec.said(group) ?? "demo")
  }

  private func ground(_ spec: Value) -> [Value] {
    let network = AzureNetwork(names: names(spec, "resourceGroup"), spec: spec, port: 6443)
    let balancers = AzureBalancers(network: network)
    return [
      .string(network.names.groupID), network.vnetValue, network.securityGroups,
      network.routeTables, network.gatewayValues, network.subnetValues, network.peerings,
      balancers.all, balancers.otherAddresses, balancers.endpoint, balancers.address ?? .null,
      network.tags ?? .null,
    ]
  }

  /// Of a control plane and of a worker.
  private func machine(_ object: Object) -> [Value] {
    let subnets: Value = [
      ["role": "control-plane", "name": "a"], ["role": "node", "name": "b"],
      ["role": "node", "name": "sample"],
    ]
    let ground: Value = ["location": "westeurope", "networkSpec": ["subnets": subnets]]
    let network = AzureNetwork(names: names([:], ""), spec: ground, port: 6443)
    let values = AzureMachineValues(
      network: network, object: object, machine: nil, hasZones: false)
    return [
      values.value, values.interfaces, values.extensions, values.role { $0 } ?? .null,
      .string(values.addressName ?? ""),
    ]
  }
}

// MARK: - Fields

/// A field of a spec that holds no others.
private struct Field {
  /// `networkSpec`, `subnets[]`, `name`.
  let steps: [String]
  let schema: Value

  var path: String { (["spec"] + steps).joined(separator: ".") }

  static func all(of kind: Kind) throws -> [Field] {
    let versions = try kind.definition().spec["versions"]?.list ?? []
    let stored = versions.first { $0["storage"] == true }
    let spec = stored?["schema", "openAPIV3Schema", "properties"]?["spec"]
    return leaves(spec ?? [:], [])
  }

  private static func leaves(_ schema: Value, _ steps: [String]) -> [Field] {
    if let properties = schema["properties"]?.map, !properties.isEmpty {
      return properties.flatMap { leaves($0.value, steps + [$0.key]) }
    }
    if let items = schema["items"], items["properties"] != nil, let last = steps.last {
      return leaves(items, steps.dropLast() + [last + "[]"])
    }
    if let inner = schema["additionalProperties"], inner["properties"] != nil {
      return leaves(inner, steps + ["*"])
    }
    return [Field(steps: steps, schema: schema)]
  }

  /// Values that it may have.
  var samples: [Value] {
    if let choices = schema["enum"]?.list { return choices }
    switch schema["type"]?.string {
    case "boolean": return [true, false]
    case "integer", "number": return [7]
    case "array": return [["sample"]]
    case "object": return [["sample": "sample"]]
    default: return ["sample", "Windows"]
    }
  }

  /// A spec with that value in it: in each item of the lists on the way, one after the other.
  func variants(of base: Value, with sample: Value) -> [Value] {
    Self.variants(of: base, steps[...], sample)
  }

  private static func variants(
    of value: Value, _ steps: ArraySlice<String>, _ sample: Value
  ) -> [Value] {
    guard let step = steps.first else { return [sample] }
    let rest = steps.dropFirst()
    let key = step == "*" ? "sample" : step.replacing("[]", with: "")
    guard step.hasSuffix("[]") else {
      return variants(of: value[key] ?? [:], rest, sample).map { inner in
        var all = value
        all[key] = inner
        return all
      }
    }
    let items = value[key]?.list ?? [[:]]
    return items.indices.flatMap { place in
      variants(of: items[place], rest, sample).map { inner in
        var (all, changed) = (value, items)
        changed[place] = inner
        all[key] = .list(changed)
        return all
      }
    }
  }
}
