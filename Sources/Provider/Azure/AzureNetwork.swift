// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The network of an AzureCluster with every default in it. Pure.
struct AzureNetwork: Sendable {
  let names: AzureNames
  let spec: Value
  /// Where the API answers.
  let port: Int64

  var network: Value { spec["networkSpec"] ?? [:] }
  var location: String { spec.said("location") ?? "" }
  var tags: Value? { spec["additionalTags"] }
  private var vnet: Value { network["vnet"] ?? [:] }

  // MARK: The virtual network

  var vnetName: String { vnet.said("name") ?? "\(names.cluster)-vnet" }
  var vnetGroup: String? { vnet.said("resourceGroup") }

  /// Whether a person has made it, and says so.
  var bringsVnet: Bool {
    vnet.said("id") != nil
      || (vnetGroup.map { $0.lowercased() != names.group.lowercased() } ?? false)
  }

  var vnetID: String {
    vnet.said("id") ?? names.network("virtualNetworks", vnetName, group: vnetGroup)
  }

  var vnetValue: Value {
    let blocks = vnet["cidrBlocks"]?.list ?? []
    return .fields([
      ("id", .string(vnetID)), ("name", .string(vnetName)),
      ("cidrBlocks", .list(blocks.isEmpty ? ["10.0.0.0/8"] : blocks)),
      ("tags", names.tags(vnetName, role: "common", tags, vnet["tags"])),
    ])
  }

  // MARK: Subnets

  struct Subnet: Sendable {
    let role: String
    let name: String
    let value: Value
    let blocks: [Value]
    let index: Int

    var isForPlanes: Bool { role == "control-plane" || role == "cluster" || role == "all" }
    var isForNodes: Bool { role == "node" || role == "cluster" || role == "all" }
  }

  /// Those of the spec, and one for the control plane and one for nodes where it names none.
  var subnets: [Subnet] {
    var subnets: [Subnet] = []
    for (index, value) in (network["subnets"]?.list ?? []).enumerated() {
      let role = value.said("role") ?? "node"
      guard role != "bastion" else { continue }
      subnets.append(subnet(role, value, index))
    }
    for role in ["control-plane", "node"] {
      let isThere = subnets.contains { role == "node" ? $0.isForNodes : $0.isForPlanes }
      if !isThere { subnets.append(subnet(role, [:], subnets.count)) }
    }
    return subnets
  }

  private func subnet(_ role: String, _ value: Value, _ index: Int) -> Subnet {
    let word = role == "control-plane" ? "controlplane" : role
    let blocks = value["cidrBlocks"]?.list ?? []
    let usual: Value = role == "control-plane" ? "10.0.0.0/16" : "10.1.0.0/16"
    return Subnet(
      role: role, name: value.said("name") ?? "\(names.cluster)-\(word)-subnet", value: value,
      blocks: blocks.isEmpty ? [usual] : blocks, index: index)
  }

  func subnet(named name: String?, forPlanes: Bool) -> Subnet? {
    if let name, !name.isEmpty { return subnets.first { $0.name == name } }
    return subnets.first { forPlanes ? $0.isForPlanes : $0.isForNodes }
  }

  func subnetID(_ subnet: Subnet) -> String {
    subnet.value.said("id") ?? "\(vnetID)/subnets/\(subnet.name)"
  }

  var subnetValues: Value {
    .list(
      subnets.map { subnet in
        .fields([
          ("name", .string(subnet.name)), ("id", .string(subnetID(subnet))),
          ("cidrBlocks", .list(subnet.blocks)),
          ("securityGroup", .id(securityGroupID(subnet))),
          ("routeTable", .id(routeTableName(subnet).map { names.network("routeTables", $0) })),
          ("natGateway", .id(natGateway(subnet).map { names.network("natGateways", $0.name) })),
          ("serviceEndpoints", subnet.value["serviceEndpoints"]),
        ])
      })
  }

  // MARK: Security groups and routes

  func securityGroupName(_ subnet: Subnet) -> String {
    let word = subnet.role == "control-plane" ? "controlplane" : subnet.role
    return subnet.value["securityGroup"].said("name") ?? "\(names.cluster)-\(word)-nsg"
  }

  private func securityGroupID(_ subnet: Subnet) -> String {
    subnet.value["securityGroup"].said("id")
      ?? names.network("networkSecurityGroups", securityGroupName(subnet))
  }

  var securityGroups: Value {
    var seen: Set<String> = []
    let own = subnets.filter { subnet in
      subnet.value["securityGroup"].said("id") == nil
        && seen.insert(securityGroupName(subnet).lowercased()).inserted
    }
    return .list(
      own.map { subnet in
        let name = securityGroupName(subnet)
        return [
          "name": .string(name), "id": .string(securityGroupID(subnet)),
          "rules": .list(AzureSecurityRules.of(subnet, port: port)),
          "tags": names.tags(
            name, role: "common", tags, subnet.value["securityGroup"]?["tags"]),
        ]
      })
  }

  func routeTableName(_ subnet: Subnet) -> String? {
    if let name = subnet.value["routeTable"].said("name") { return name }
    return subnet.isForNodes ? "\(names.cluster)-node-routetable" : nil
  }

  var routeTables: Value {
    var seen: Set<String> = []
    let own = subnets.compactMap(routeTableName).filter { seen.insert($0).inserted }
    return .list(
      own.map { name in
        ["name": .string(name), "tags": names.tags(name, role: "common", tags)]
      })
  }

  // MARK: The way out

  struct Gateway: Sendable, Hashable {
    let name: String
    let address: String
  }

  /// Nodes have one of their own, unless they go out by a load balancer or somebody else's network.
  func natGateway(_ subnet: Subnet) -> Gateway? {
    let value = subnet.value["natGateway"]
    var name = value.said("name")
    if name == nil, subnet.isForNodes, !bringsVnet, network["nodeOutboundLB"] == nil,
      !AzureBalancers(network: self).isInternal
    {
      let nodes = subnets.filter(\.isForNodes)
      let place = nodes.firstIndex { $0.name == subnet.name } ?? 0
      name = "\(names.cluster)-node-natgw-\(place + 1)"
    }
    guard let name else { return nil }
    return Gateway(name: name, address: value?["ip"].said("name") ?? "pip-\(name)")
  }

  var gateways: [Gateway] {
    var seen: Set<String> = []
    return subnets.compactMap(natGateway).filter { seen.insert($0.name).inserted }
  }

  var gatewayValues: Value {
    .list(
      gateways.map { gateway in
        [
          "name": .string(gateway.name),
          "tags": names.tags(gateway.name, role: "common", tags),
          "addresses": [["id": .string(names.network("publicIPAddresses", gateway.address))]],
        ]
      })
  }

  // MARK: Peerings

  /// Both ways, as each side has to agree.
  var peerings: Value {
    .list(
      (vnet["peerings"]?.list ?? []).flatMap { peering -> [Value] in
        guard let other = peering.said("remoteVnetName") else { return [] }
        let remote = names.network(
          "virtualNetworks", other, group: peering.said("resourceGroup"))
        let there = peering["forwardPeeringProperties"]
        let back = peering["reversePeeringProperties"]
        return [
          Self.peering("\(vnetName)-To-\(other)", vnetID, remote, there),
          Self.peering("\(other)-To-\(vnetName)", remote, vnetID, back),
        ]
      })
  }

  private static func peering(
    _ name: String, _ from: String, _ to: String, _ properties: Value?
  ) -> Value {
    let usual: Value = ["allowVirtualNetworkAccess": true, "allowForwardedTraffic": false]
    var all = usual
    for entry in properties?.map ?? [:] { all[entry.key] = entry.value }
    all["remoteVirtualNetwork"] = ["id": .string(to)]
    return ["name": .string(name), "from": .string(from), "properties": all]
  }
}
