// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The load balancers of an AzureCluster, and the addresses they answer at. Pure.
struct AzureBalancers: Sendable {
  let network: AzureNetwork

  private var names: AzureNames { network.names }
  private var api: Value { network.network["apiServerLB"] ?? [:] }
  private var outbound: Value? { network.network["nodeOutboundLB"] }
  private var planeOutbound: Value? {
    isInternal ? network.network["controlPlaneOutboundLB"] : nil
  }
  /// There is a control plane of ours.
  private var hasAPI: Bool { network.spec["controlPlaneEnabled"]?.bool ?? true }

  var isInternal: Bool { api.said("type") == "Internal" }

  // MARK: Names

  private var apiName: String {
    api.said("name") ?? "\(names.cluster)-\(isInternal ? "internal" : "public")-lb"
  }
  private var nodesName: String { outbound.said("name") ?? names.cluster }
  private var planesName: String { planeOutbound.said("name") ?? "\(names.cluster)-outbound-lb" }

  private func id(_ name: String) -> String { names.network("loadBalancers", name) }

  private func pool(_ balancer: String, _ value: Value?, _ usual: String) -> String {
    let name = value?["backendPool"].said("name") ?? "\(balancer)-\(usual)"
    return "\(id(balancer))/backendAddressPools/\(name)"
  }

  /// The pools that a machine is in.
  func pools(forPlane: Bool, hasGateway: Bool) -> [String] {
    if forPlane {
      let own = hasAPI ? [pool(apiName, api, "backendPool")] : []
      guard planeOutbound != nil else { return own }
      return own + [pool(planesName, planeOutbound, "outboundBackendPool")]
    }
    guard outbound != nil, !hasGateway else { return [] }
    return [pool(nodesName, outbound, "outboundBackendPool")]
  }

  // MARK: Addresses

  /// The public address of the API, apart from others: its name is the cluster's.
  var address: Value? {
    guard hasAPI, !isInternal else { return nil }
    let own = api["frontendIPs"]?.list?.first?["publicIP"]
    let name = own.said("name") ?? "pip-\(names.cluster)-apiserver"
    let label = own.said("dnsName")?.split(separator: ".").first.map(String.init)
    return .fields([
      ("name", .string(name)),
      ("tags", names.tags(name, role: "common", network.tags)),
      ("label", .string(label ?? names.label(of: name))), ("ipTags", Self.tags(own)),
    ])
  }

  private static func tags(_ address: Value?) -> Value? {
    guard let tags = address?["ipTags"]?.list, !tags.isEmpty else { return nil }
    return .list(tags.map { .fields([("ipTagType", $0["type"]), ("tag", $0["tag"])]) })
  }

  /// All other public addresses.
  var otherAddresses: Value {
    var all = network.gateways.map(\.address)
    if outbound != nil { all += addresses(outbound, "pip-\(names.cluster)-node-outbound") }
    if planeOutbound != nil {
      all += addresses(planeOutbound, "pip-\(names.cluster)-controlplane-outbound")
    }
    var seen: Set<String> = []
    return .list(
      all.filter { seen.insert($0).inserted }.map { name in
        ["name": .string(name), "tags": names.tags(name, role: "common", network.tags)]
      })
  }

  private func addresses(_ balancer: Value?, _ usual: String) -> [String] {
    let count = Int(balancer?["frontendIPsCount"]?.int ?? 1)
    let named = (balancer?["frontendIPs"]?.list ?? []).compactMap { $0["publicIP"].said("name") }
    if !named.isEmpty { return named }
    return count < 2 ? [usual] : (1...count).map { "\(usual)-\($0)" }
  }

  /// Where the API answers, as far as it is known before anything is made.
  var endpoint: Value {
    let port = Value.int(network.port)
    guard hasAPI, isInternal else { return ["port": port] }
    return ["port": port, "private": ["host": .string(privateAddress), "port": port]]
  }

  private var privateAddress: String {
    api["frontendIPs"]?.list?.first.said("privateIP") ?? "10.0.0.100"
  }

  // MARK: Balancers

  var all: Value {
    var all: [Value] = hasAPI ? [apiBalancer] : []
    if outbound != nil {
      all.append(
        outboundBalancer(
          nodesName, outbound, "node-outbound",
          addresses(outbound, "pip-\(names.cluster)-node-outbound")))
    }
    if planeOutbound != nil {
      all.append(
        outboundBalancer(
          planesName, planeOutbound, "common",
          addresses(planeOutbound, "pip-\(names.cluster)-controlplane-outbound")))
    }
    return .list(all)
  }

  private func idle(_ balancer: Value?) -> Value {
    balancer?["idleTimeoutInMinutes"] ?? 4
  }

  private var apiBalancer: Value {
    let name = apiName
    let front = api["frontendIPs"]?.list?.first.said("name") ?? "\(name)-frontEnd"
    let pool = pool(name, api, "backendPool")
    let frontID = "\(id(name))/frontendIPConfigurations/\(front)"
    let probe = "\(id(name))/probes/HTTPSProbe"
    let ports = [("LBRuleHTTPS", network.port)] + additionalPorts
    let rules = ports.map { rule, port in Self.rule(rule, port, frontID, pool, probe, idle(api)) }
    return .fields([
      ("name", .string(name)),
      ("tags", names.tags(name, role: isInternal ? "apiserver" : "apiserver", network.tags)),
      ("fronts", [["name": .string(front), "properties": apiFront]]),
      ("pools", [["name": .string(Self.last(pool))]]),
      ("rules", .list(rules)), ("probes", [probeBody]),
      ("outboundRules", isInternal ? Value?.none : [Self.outboundRule([frontID], pool, idle(api))]),
    ])
  }

  private var additionalPorts: [(String, Int64)] {
    (network.network["additionalAPIServerLBPorts"]?.list ?? []).compactMap { item in
      guard let name = item.said("name"), let port = item["port"]?.int else { return nil }
      return (name, port)
    }
  }

  private var apiFront: Value {
    guard isInternal, let subnet = network.subnet(named: nil, forPlanes: true) else {
      let address = address.said("name") ?? ""
      return ["publicIPAddress": ["id": .string(names.network("publicIPAddresses", address))]]
    }
    return [
      "privateIPAllocationMethod": "Static", "privateIPAddress": .string(privateAddress),
      "subnet": ["id": .string(network.subnetID(subnet))],
    ]
  }

  private var probeBody: Value {
    [
      "name": "HTTPSProbe",
      "properties": [
        "protocol": "Https", "port": .int(network.port), "requestPath": "/readyz",
        "intervalInSeconds": 15, "numberOfProbes": 4,
      ],
    ]
  }

  private static func rule(
    _ name: String, _ port: Int64, _ front: String, _ pool: String, _ probe: String, _ idle: Value
  ) -> Value {
    let properties: [(String, Value?)] = [
      ("protocol", "Tcp"), ("frontendPort", .int(port)), ("backendPort", .int(port)),
      ("disableOutboundSnat", true), ("idleTimeoutInMinutes", idle),
      ("enableFloatingIP", false), ("loadDistribution", "Default"),
      ("frontendIPConfiguration", .id(front)),
      ("backendAddressPool", .id(pool)), ("probe", .id(probe)),
    ]
    return ["name": .string(name), "properties": .fields(properties)]
  }

  private static func outboundRule(_ fronts: [String], _ pool: String, _ idle: Value) -> Value {
    let properties: [(String, Value?)] = [
      ("protocol", "All"), ("idleTimeoutInMinutes", idle),
      ("frontendIPConfigurations", .list(fronts.compactMap { .id($0) })),
      ("backendAddressPool", .id(pool)),
    ]
    return ["name": "OutboundNATAllProtocols", "properties": .fields(properties)]
  }

  private func outboundBalancer(
    _ name: String, _ value: Value?, _ role: String, _ addresses: [String]
  ) -> Value {
    let given = (value?["frontendIPs"]?.list ?? []).compactMap { $0.said("name") }
    let names = addresses.indices.map { index in
      given.indices.contains(index)
        ? given[index] : addresses.count > 1 ? "\(name)-frontEnd-\(index + 1)" : "\(name)-frontEnd"
    }
    let fronts = zip(names, addresses).map { front, address -> Value in
      let id = self.names.network("publicIPAddresses", address)
      return ["name": .string(front), "properties": ["publicIPAddress": ["id": .string(id)]]]
    }
    let pool = pool(name, value, "outboundBackendPool")
    let ids = names.map { "\(id(name))/frontendIPConfigurations/\($0)" }
    return [
      "name": .string(name), "tags": self.names.tags(name, role: role, network.tags),
      "fronts": .list(fronts), "pools": [["name": .string(Self.last(pool))]],
      "outboundRules": [Self.outboundRule(ids, pool, idle(value))],
    ]
  }

  private static func last(_ id: String) -> String {
    id.split(separator: "/").last.map(String.init) ?? id
  }
}
