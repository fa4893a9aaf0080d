// SPDX-License-Identifier: Apache-2.0

import Manifest

enum SecurityGroups {
  static let type = {
    var type = ResourceType("Microsoft.Network/networkSecurityGroups", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "InUseNetworkSecurityGroupCannotBeDeleted")
    type.parts = [
      Part("securityRules", isAddressable: true), Part("defaultSecurityRules"),
    ]
    type.kept = ["securityRules"]
    type.readOnly = ["resourceGuid", "defaultSecurityRules"]
    type.complete = { (draft) throws(ARMError) in
      draft.body.fill("properties.securityRules", [])
      draft.body.set("properties.resourceGuid", .string(draft.uuid("security group")))
      draft.body.set("properties.defaultSecurityRules", .list(usual))
      try check(draft.body)
    }
    return type
  }()

  private static func check(_ body: Value) throws(ARMError) {
    var taken: [String: String] = [:]
    for rule in body.items("properties.securityRules") {
      let name = rule.text("name") ?? ""
      for field in ["protocol", "access", "direction"] where rule.text("properties.\(field)") == nil
      {
        throw ARMError(
          400, "SecurityRuleParameterNotSpecified",
          "Required security rule parameters are missing for security rule with Id: \(name): \(field).",
          target: field)
      }
      guard let priority = rule.at("properties.priority")?.int, (100...4096).contains(priority)
      else {
        throw ARMError(
          400, "SecurityRuleInvalidPriority",
          "Security rule \(name) has invalid priority. Values should be between 100 and 4096.")
      }
      let place = "\(rule.text("properties.direction")?.lowercased() ?? "") \(priority)"
      if let other = taken[place] {
        throw ARMError(
          400, "SecurityRuleConflict",
          "Security rule \(name) conflicts with rule \(other). Rules cannot have the same Priority and Direction."
        )
      }
      taken[place] = name
    }
  }

  private static let usual: [Value] = [
    rule(
      "AllowVnetInBound", "Inbound", "Allow", 65_000, from: "VirtualNetwork", to: "VirtualNetwork"),
    rule("AllowAzureLoadBalancerInBound", "Inbound", "Allow", 65_001, from: "AzureLoadBalancer"),
    rule("DenyAllInBound", "Inbound", "Deny", 65_500),
    rule(
      "AllowVnetOutBound", "Outbound", "Allow", 65_000, from: "VirtualNetwork", to: "VirtualNetwork"
    ),
    rule("AllowInternetOutBound", "Outbound", "Allow", 65_001, to: "Internet"),
    rule("DenyAllOutBound", "Outbound", "Deny", 65_500),
  ]

  private static func rule(
    _ name: String, _ direction: String, _ access: String, _ priority: Int64, from: String = "*",
    to: String = "*"
  ) -> Value {
    [
      "name": .string(name),
      "properties": [
        "protocol": "*", "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": .string(from), "destinationAddressPrefix": .string(to),
        "access": .string(access), "priority": .int(priority), "direction": .string(direction),
      ],
    ]
  }
}

enum RouteTables {
  static let type = {
    var type = ResourceType("Microsoft.Network/routeTables", Catalog.network)
    type.hasETag = true
    type.inUse = (400, "InUseRouteTableCannotBeDeleted")
    type.parts = [Part("routes", isAddressable: true)]
    type.kept = ["routes"]
    type.complete = { (draft) throws(ARMError) in
      draft.body.fill("properties.routes", [])
      draft.body.fill("properties.disableBgpRoutePropagation", false)
    }
    return type
  }()
}
