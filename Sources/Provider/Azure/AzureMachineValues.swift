// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// A virtual machine as an AzureMachine means it, with every default in it. Pure.
struct AzureMachineValues: Sendable {
  let network: AzureNetwork
  /// Of the AzureMachine.
  let object: Object
  /// The Machine that owns it.
  let machine: Machine?
  /// Zones that the cluster is known to have.
  let hasZones: Bool

  var spec: Value { object.spec }
  var name: String { object.name }
  private var names: AzureNames { network.names }
  var isPlane: Bool { (machine?.metadata ?? object.metadata).labels[Labels.controlPlane] != nil }
  var id: String { names.compute("virtualMachines", name) }

  var value: Value {
    .fields([
      ("name", .string(name)), ("id", .string(id)), ("location", .string(network.location)),
      ("providerID", .string(providerID)), ("tags", tags), ("zones", zones),
      ("identity", identity), ("storage", AzureStorage(machine: self).value),
      ("plan", AzureImage(machine: self).plan), ("diagnostics", diagnostics),
      ("security", security), ("priority", spot == nil ? Value?.none : "Spot"),
      ("evictionPolicy", spot?["evictionPolicy"] ?? spot.map { _ in "Deallocate" }),
      ("billing", spot.map { _ in ["maxPrice": maxPrice] }),
      ("availabilitySet", availabilitySet), ("inAvailabilitySet", inAvailabilitySet),
      ("capabilities", capabilities),
      ("reservation", reservation),
      ("runsExtensions", spec["disableExtensionOperations"]?.bool == true ? false : Value?.none),
      ("networkInterfaces", .list(interfaceIDs)),
    ])
  }

  /// As Nodes have it: with the group in lower case.
  private var providerID: String {
    let group = names.group.hasPrefix("$<") ? names.group : names.group.lowercased()
    return "azure:///subscriptions/\(names.subscription)/resourceGroups/\(group)"
      + "/providers/Microsoft.Compute/virtualMachines/\(name)"
  }

  var tags: Value {
    names.tags(
      name, role: isPlane ? "control-plane" : "node", network.tags, spec["additionalTags"])
  }

  // MARK: Where

  var zone: String? {
    machine?.failureDomain ?? spec.said("failureDomain")
      ?? spec["availabilityZone"].said("id")
  }

  private var zones: Value? { zone.map { [.string($0)] } }

  /// Machines of one kind are kept apart where there are no zones to do it.
  var availabilitySet: Value? {
    guard zone == nil, !hasZones, spot == nil, let group = setName else { return nil }
    let name = "\(names.cluster)_\(group)-as"
    return [
      "name": .string(name), "id": .string(names.compute("availabilitySets", name)),
      "tags": names.tags(name, role: isPlane ? "control-plane" : "node", network.tags),
    ]
  }

  private var setName: String? {
    if isPlane { return "control-plane" }
    let labels = machine?.metadata.labels ?? [:]
    return labels[Labels.deploymentName] ?? labels[Labels.setName]
  }

  private var inAvailabilitySet: Value? { .id(availabilitySet.said("id")) }

  // MARK: What

  private var spot: Value? { spec["spotVMOptions"].flatMap { $0.map == nil ? nil : $0 } }

  private var maxPrice: Value {
    let price = spot?["maxPrice"]
    if let text = price?.string, let number = Double(text) { return .double(number) }
    return price ?? -1
  }

  private var identity: Value? {
    switch spec.said("identity") {
    case "SystemAssigned": return ["type": "SystemAssigned"]
    case "UserAssigned":
      let ids = (spec["userAssignedIdentities"]?.list ?? []).compactMap { $0.said("providerID") }
      let entries = ids.map { (Self.path($0), Value.map([:])) }
      return ["type": "UserAssigned", "userAssignedIdentities": .map(Map(entries))]
    default: return nil
    }
  }

  /// `azure:///subscriptions/…` is the path after its scheme.
  static func path(_ providerID: String) -> String {
    guard providerID.hasPrefix("azure://") else { return providerID }
    return String(providerID.dropFirst(8))
  }

  private var diagnostics: Value {
    let boot = spec["diagnostics"]?["boot"]
    switch boot.said("storageAccountType") {
    case "Disabled": return ["bootDiagnostics": ["enabled": false]]
    case "UserManaged":
      let uri = boot?["userManaged"]?["storageAccountURI"]
      return ["bootDiagnostics": .fields([("enabled", true), ("storageUri", uri)])]
    default: return ["bootDiagnostics": ["enabled": true]]
    }
  }

  private var security: Value? {
    guard let profile = spec["securityProfile"], profile.map?.isEmpty == false else { return nil }
    return .fields([
      ("encryptionAtHost", profile["encryptionAtHost"]), ("securityType", profile["securityType"]),
      ("uefiSettings", profile["uefiSettings"]),
    ])
  }

  private var capabilities: Value? {
    spec["additionalCapabilities"].flatMap { $0.map?.isEmpty == false ? $0 : nil }
  }

  private var reservation: Value? {
    guard let id = Value.id(spec.said("capacityReservationGroupID")) else { return nil }
    return ["capacityReservationGroup": id]
  }

  // MARK: Interfaces

  private var given: [Value] { spec["networkInterfaces"]?.list ?? [] }

  private func interfaceName(_ index: Int) -> String {
    given.isEmpty ? "\(name)-nic" : "\(name)-nic-\(index)"
  }

  private var interfaceIDs: [Value] {
    (0..<max(1, given.count)).map { index in
      let id = names.network("networkInterfaces", interfaceName(index))
      return ["id": .string(id), "properties": ["primary": .bool(index == 0)]]
    }
  }

  var addressName: String? {
    spec["allocatePublicIP"]?.bool == true ? "pip-\(name)" : nil
  }

  var interfaces: Value {
    .list((0..<max(1, given.count)).map(interface))
  }

  private func interface(_ index: Int) -> Value {
    let own: Value = given.indices.contains(index) ? given[index] : [:]
    let subnet = network.subnet(
      named: own.said("subnetName") ?? spec.said("subnetName"), forPlanes: isPlane)
    let servers = spec["dnsServers"]?.list ?? []
    let properties = Value.fields([
      ("enableIPForwarding", spec["enableIPForwarding"]),
      (
        "enableAcceleratedNetworking", own["acceleratedNetworking"] ?? spec["acceleratedNetworking"]
      ),
      ("dnsSettings", servers.isEmpty ? Value?.none : ["dnsServers": .list(servers)]),
      ("ipConfigurations", .list(addresses(index, own, subnet))),
    ])
    return [
      "name": .string(interfaceName(index)), "properties": properties,
      "tags": names.tags(
        interfaceName(index), role: isPlane ? "control-plane" : "node", network.tags,
        spec["additionalTags"]),
    ]
  }

  private func addresses(_ index: Int, _ own: Value, _ subnet: AzureNetwork.Subnet?) -> [Value] {
    let count = Int(own["privateIPConfigs"]?.int ?? 1)
    let subnetID = subnet.map { network.subnetID($0) }
    return (0..<max(1, count)).map { place in
      let isFirst = index == 0 && place == 0
      let properties = Value.fields([
        ("primary", .bool(place == 0)), ("privateIPAllocationMethod", "Dynamic"),
        ("privateIPAddressVersion", "IPv4"), ("subnet", .id(subnetID)),
        (
          "publicIPAddress",
          isFirst ? .id(addressName.map { names.network("publicIPAddresses", $0) }) : nil
        ),
        ("loadBalancerBackendAddressPools", isFirst ? pools(subnet) : nil),
      ])
      let name = place == 0 ? "pipConfig" : "\(interfaceName(index))-\(place)"
      return ["name": .string(name), "properties": properties]
    }
  }

  private func pools(_ subnet: AzureNetwork.Subnet?) -> Value? {
    let hasGateway = subnet.flatMap { network.natGateway($0) } != nil
    let ids = AzureBalancers(network: network).pools(forPlane: isPlane, hasGateway: hasGateway)
    return ids.isEmpty ? nil : .list(ids.compactMap { .id($0) })
  }

  // MARK: What goes with it

  var extensions: Value {
    .list(
      (spec["vmExtensions"]?.list ?? []).map { item in
        .fields([
          ("name", item["name"]),
          (
            "properties",
            .fields([
              ("publisher", item["publisher"]), ("type", item["name"]),
              ("typeHandlerVersion", item["version"]), ("settings", item["settings"]),
              ("protectedSettings", item["protectedSettings"]),
              ("autoUpgradeMinorVersion", true),
            ])
          ),
        ])
      })
  }

  /// What a machine may do by the identity that Azure gives it.
  func role(named random: (String) -> String?) -> Value? {
    guard spec.said("identity") == "SystemAssigned" else { return nil }
    let role = spec["systemAssignedIdentityRole"]
    let scope = role.said("scope") ?? "/subscriptions/\(names.subscription)"
    let definition =
      role.said("definitionID")
      ?? "/subscriptions/\(names.subscription)/providers/Microsoft.Authorization/roleDefinitions/"
      + "b24988ac-6180-42a0-ab88-20f7382dd24c"
    let name = role.said("name") ?? spec.said("roleAssignmentName") ?? random(id)
    return .fields([
      ("scope", .string(scope)), ("definition", .string(definition)),
      ("name", name.map { .string($0) }),
    ])
  }
}
