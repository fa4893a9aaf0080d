// SPDX-License-Identifier: Apache-2.0

import Manifest

enum LoadBalancers {
  static let type = {
    var type = ResourceType("Microsoft.Network/loadBalancers", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "LoadBalancerInUse")
    type.parts = [
      Part("frontendIPConfigurations"), Part("backendAddressPools"), Part("loadBalancingRules"),
      Part("probes"), Part("inboundNatRules", isAddressable: true), Part("inboundNatPools"),
      Part("outboundRules"),
    ]
    type.kept = ["inboundNatRules"]
    type.readOnly = ["resourceGuid"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, balancer, world in
      value.mapItems("properties.backendAddressPools") { pool, _ in members(&pool, world) }
    }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    draft.body.fill("sku.name", "Standard")
    draft.body.fill("sku.tier", "Regional")
    for part in type.parts { draft.body.fill(part.list, []) }
    draft.body.set("properties.resourceGuid", .string(draft.uuid("balancer")))
    let sku = draft.body.text("sku.name") ?? ""
    var granted: Set<UInt32> = []
    let copy = draft
    try draft.body.mapItems("properties.frontendIPConfigurations") { (front, _) throws(ARMError) in
      let isPublic = front.text("properties.publicIPAddress.id") != nil
      guard isPublic || front.text("properties.subnet.id") != nil else {
        throw ARMError(
          400, "LoadBalancerFrontendIPConfigMustReferenceSubnetOrPublicIP",
          "Frontend \(front.text("name") ?? "") has neither a subnet nor a public address.")
      }
      try Sku.check(front.text("properties.publicIPAddress.id"), sku, copy)
      front.fill("properties.privateIPAllocationMethod", "Dynamic")
      try Addresses.assign(&front, "frontendIPConfigurations", copy, &granted)
    }
    try draft.body.mapItems("properties.loadBalancingRules") { (rule, _) throws(ARMError) in
      rule.fill("properties.idleTimeoutInMinutes", 4)
      rule.fill("properties.loadDistribution", "Default")
      rule.fill("properties.enableFloatingIP", false)
      guard rule.text("properties.frontendIPConfiguration.id") != nil else {
        throw ARMError(
          400, "LoadBalancingRuleMustHaveFrontendIPConfiguration",
          "Load balancing rule \(rule.text("name") ?? "") has no frontend.")
      }
    }
  }

  /// Who is in a pool is told by the interfaces that say they are.
  private static func members(_ pool: inout Value, _ world: World) {
    guard let id = pool.text("id")?.lowercased() else { return }
    let members = world.items(using: id, in: ["ipConfigurations"])
    if !members.isEmpty { pool.set("properties.backendIPConfigurations", .list(members)) }
  }
}
