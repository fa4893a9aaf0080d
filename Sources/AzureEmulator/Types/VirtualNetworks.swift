// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Networks with their subnets and peerings.
enum VirtualNetworks {
  static let type = {
    var type = ResourceType("Microsoft.Network/virtualNetworks", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "InUseVirtualNetworkCannotBeDeleted")
    type.parts = [
      Part("subnets", isAddressable: true), Part("virtualNetworkPeerings", isAddressable: true),
    ]
    type.kept = ["subnets", "virtualNetworkPeerings"]
    type.readOnly = ["resourceGuid"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, network, world in
      value.mapItems("properties.subnets") { subnet, _ in show(&subnet, in: world) }
      value.mapItems("properties.virtualNetworkPeerings") { peering, _ in
        show(&peering, of: network, in: world)
      }
    }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    draft.body.fill("properties.subnets", [])
    draft.body.fill("properties.virtualNetworkPeerings", [])
    draft.body.fill("properties.enableDdosProtection", false)
    draft.body.set("properties.resourceGuid", .string(draft.uuid("network")))
    let space = try ranges(
      draft.body.at("properties.addressSpace.addressPrefixes"), of: draft.id.name)
    guard !space.isEmpty else {
      throw ARMError(
        400, "InvalidRequestFormat",
        "Virtual network \(draft.id.name) has no address space.", target: "addressSpace")
    }
    var taken: [(name: String, range: IPv4Range)] = []
    let copy = draft
    try draft.body.mapItems("properties.subnets") { (subnet, _) throws(ARMError) in
      try check(&subnet, in: space, of: copy, &taken)
    }
  }

  private static func check(
    _ subnet: inout Value, in space: [IPv4Range], of draft: Draft,
    _ taken: inout [(name: String, range: IPv4Range)]
  ) throws(ARMError) {
    let name = subnet.text("name") ?? ""
    let given = subnet.at("properties.addressPrefix").map { Value.list([$0]) }
    let ranges = try ranges(given ?? subnet.at("properties.addressPrefixes"), of: name)
    guard !ranges.isEmpty else {
      throw ARMError(400, "InvalidRequestFormat", "Subnet '\(name)' has no address prefix.")
    }
    for range in ranges {
      guard space.contains(where: { $0.contains(range) }) else {
        throw ARMError(
          400, "NetcfgSubnetRangeOutsideVnet",
          "Subnet '\(name)' is not valid because its IP address range is outside the IP address range of "
            + "virtual network '\(draft.id.name)'.")
      }
      if let other = taken.first(where: { $0.range.overlaps(range) }) {
        throw ARMError(
          400, "NetcfgSubnetRangesOverlap",
          "Subnet '\(name)' is not valid because its IP address range overlaps with that of an existing "
            + "subnet '\(other.name)' in virtual network '\(draft.id.name)'.")
      }
      taken.append((name, range))
    }
    subnet.fill("properties.delegations", [])
    subnet.fill("properties.privateEndpointNetworkPolicies", "Disabled")
    subnet.fill("properties.privateLinkServiceNetworkPolicies", "Enabled")
  }

  private static func ranges(_ texts: Value?, of name: String) throws(ARMError) -> [IPv4Range] {
    var ranges: [IPv4Range] = []
    for text in texts?.list ?? [] {
      guard let range = IPv4Range(text.string ?? "") else {
        throw ARMError(
          400, "InvalidCIDRNotation",
          "The address prefix \(text.string ?? "") in resource \(name) has an invalid CIDR notation."
        )
      }
      ranges.append(range)
    }
    return ranges
  }

  /// A peering is connected when the other side has one back.
  private static func show(_ peering: inout Value, of network: Resource, in world: World) {
    let other = peering.text("properties.remoteVirtualNetwork.id")?.lowercased() ?? ""
    let back = world.resources[other]?.body.items("properties.virtualNetworkPeerings") ?? []
    let isMutual = back.contains {
      $0.text("properties.remoteVirtualNetwork.id")?.lowercased() == network.id.key
    }
    peering.set("properties.peeringState", isMutual ? "Connected" : "Initiated")
  }

  /// Who has an address in it is told by those who have one.
  private static func show(_ subnet: inout Value, in world: World) {
    guard let id = subnet.text("id") else { return }
    let lists = ["ipConfigurations", "frontendIPConfigurations"]
    let users = world.items(using: id.lowercased(), in: lists)
    if !users.isEmpty { subnet.set("properties.ipConfigurations", .list(users)) }
  }
}
