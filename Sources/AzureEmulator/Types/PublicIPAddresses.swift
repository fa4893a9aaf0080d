// SPDX-License-Identifier: Apache-2.0

import Manifest

enum PublicIPAddresses {
  static let type = {
    var type = ResourceType("Microsoft.Network/publicIPAddresses", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "PublicIPAddressCannotBeDeleted")
    type.inUseTwice = "PublicIPAddressInUse"
    type.readOnly = ["resourceGuid", "ipConfiguration"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, address, world in
      guard let user = world.users(of: address.id.key).first else { return }
      value.set("properties.ipConfiguration", ["id": .string(user.user.id.text)])
    }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    draft.body.fill("sku.name", "Standard")
    draft.body.fill("sku.tier", "Regional")
    draft.body.fill("properties.publicIPAddressVersion", "IPv4")
    draft.body.fill("properties.idleTimeoutInMinutes", 4)
    let isStandard = draft.body.text("sku.name") == "Standard"
    draft.body.fill("properties.publicIPAllocationMethod", isStandard ? "Static" : "Dynamic")
    guard !isStandard || draft.body.text("properties.publicIPAllocationMethod") == "Static" else {
      throw ARMError(
        400, "StandardSkuPublicIPAddressesMustBeStatic",
        "Standard SKU publicIp \(draft.id.text) must be statically allocated.")
    }
    draft.body.set("properties.resourceGuid", .string(draft.uuid("public address")))
    try checkNumber(draft)
    let old = draft.old?.at("properties.ipAddress")
    draft.body.set("properties.ipAddress", old ?? .string(free(draft)))
    try name(&draft)
  }

  private static func checkNumber(_ draft: Draft) throws(ARMError) {
    let limit = draft.world.settings.publicIPs
    guard draft.isNew, draft.world.all(type.name).count >= limit else { return }
    throw ARMError(
      400, "PublicIPCountLimitReached",
      "Cannot create more than \(limit) public IP addresses for this subscription in this region.")
  }

  /// Of the range that is kept for examples, or of one where machines are real.
  private static func free(_ draft: Draft) -> String {
    let taken = Set(draft.world.all(type.name).compactMap { $0.body.text("properties.ipAddress") })
    let first = address(of: draft.world.settings.firstPublicAddress) ?? 0
    return (first..<UInt32.max).lazy.map(text(of:)).first { !taken.contains($0) } ?? ""
  }

  private static func name(_ draft: inout Draft) throws(ARMError) {
    guard let label = draft.body.text("properties.dnsSettings.domainNameLabel") else { return }
    let full = "\(label.lowercased()).\(draft.body.text("location") ?? "").cloudapp.azure.com"
    let (key, location) = (draft.id.key, draft.body.text("location"))
    let holder = draft.world.all(type.name).first {
      let other = $0.body.text("properties.dnsSettings.domainNameLabel")
      return $0.id.key != key && $0.body.text("location") == location
        && other?.lowercased() == label.lowercased()
    }
    guard holder == nil else {
      throw ARMError(
        400, "DnsRecordInUse", "DNS record \(full) is already used by another public IP.")
    }
    // Nobody asks us for names: where machines are real, the name that leads to one is its address.
    let address = draft.world.settings.hasGround ? draft.body.text("properties.ipAddress") : nil
    draft.body.set("properties.dnsSettings.fqdn", .string(address ?? full))
  }
}

enum NATGateways {
  static let type = {
    var type = ResourceType("Microsoft.Network/natGateways", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "InUseNatGatewayCannotBeDeleted")
    type.readOnly = ["resourceGuid", "subnets"]
    type.complete = { (draft) throws(ARMError) in
      draft.body.fill("properties.idleTimeoutInMinutes", 4)
      draft.body.set("properties.resourceGuid", .string(draft.uuid("gateway")))
      guard draft.body.text("sku.name") != nil else {
        throw ARMError(
          400, "NatGatewaySkuNotSpecified", "The SKU of NAT gateway \(draft.id.text) is missing.")
      }
      for address in draft.body.items("properties.publicIpAddresses") {
        try Sku.check(address.text("id"), "Standard", draft)
      }
    }
    type.render = { value, gateway, world in
      let subnets = world.items(using: gateway.id.key, in: ["subnets"])
      if !subnets.isEmpty { value.set("properties.subnets", .list(subnets)) }
    }
    return type
  }()
}

/// Balancers and gateways take public addresses of their own SKU only.
enum Sku {
  static func check(_ id: String?, _ sku: String, _ draft: Draft) throws(ARMError) {
    guard let id, let address = draft.world.resources[id.lowercased()] else { return }
    let other = address.body.text("sku.name") ?? ""
    guard other.lowercased() != sku.lowercased() else { return }
    throw ARMError(
      400, "DifferentSkuPublicIpAddressReferenced",
      "\(draft.id.text) of SKU \(sku) cannot use the public address \(id) of SKU \(other).")
  }
}
