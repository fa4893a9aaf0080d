// SPDX-License-Identifier: Apache-2.0

import Manifest

enum NetworkInterfaces {
  static let type = {
    var type = ResourceType("Microsoft.Network/networkInterfaces", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "NicInUse")
    type.inUseTwice = "NicInUse"
    type.parts = [Part("ipConfigurations")]
    type.readOnly = ["resourceGuid", "macAddress", "virtualMachine"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, interface, world in
      guard let user = world.users(of: interface.id.key).first else { return }
      value.set("properties.virtualMachine", ["id": .string(user.user.id.text)])
      value.set("properties.primary", true)
    }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    guard !draft.body.items("properties.ipConfigurations").isEmpty else {
      throw ARMError(
        400, "NetworkInterfaceMustHaveIPConfiguration",
        "Network interface \(draft.id.text) must have at least one IP configuration.")
    }
    let guid = draft.uuid("interface")
    let digits = guid.filter { $0 != "-" }.uppercased().prefix(6)
    let pairs = stride(from: 0, to: 6, by: 2).map { String(digits.dropFirst($0).prefix(2)) }
    draft.body.set("properties.resourceGuid", .string(guid))
    draft.body.set(
      "properties.macAddress", .string((["00", "0D", "3A"] + pairs).joined(separator: "-")))
    draft.body.fill("properties.enableAcceleratedNetworking", false)
    draft.body.fill("properties.enableIPForwarding", false)
    draft.body.fill("properties.dnsSettings", ["dnsServers": [], "appliedDnsServers": []])
    var granted: Set<UInt32> = []
    let copy = draft
    try draft.body.mapItems("properties.ipConfigurations") { (item, place) throws(ARMError) in
      guard item.text("properties.subnet.id") != nil else {
        throw ARMError(
          400, "IPConfigurationHasNoSubnet",
          "IP configuration \(item.text("name") ?? "") of \(copy.id.text) refers to no subnet.")
      }
      item.fill("properties.primary", .bool(place == 0))
      item.fill("properties.privateIPAddressVersion", "IPv4")
      try Addresses.assign(&item, "ipConfigurations", copy, &granted)
    }
  }
}
