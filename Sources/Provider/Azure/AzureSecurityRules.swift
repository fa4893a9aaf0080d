// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Rules of a security group, as Azure has them. Pure.
enum AzureSecurityRules {
  /// Those of the spec; for a control plane without any, those it cannot do without.
  static func of(_ subnet: AzureNetwork.Subnet, port: Int64) -> [Value] {
    let rules = subnet.value["securityGroup"]?["securityRules"]?.list ?? []
    if rules.isEmpty, subnet.isForPlanes {
      return [
        usual("allow_ssh", "Allow SSH", 2200, "22"),
        usual("allow_apiserver", "Allow K8s API Server", 2201, "\(port)"),
      ]
    }
    return rules.enumerated().map { index, rule in body(rule, index) }
  }

  private static func usual(
    _ name: String, _ description: String, _ priority: Int64, _ port: String
  ) -> Value {
    body(
      [
        "name": .string(name), "description": .string(description), "protocol": "Tcp",
        "direction": "Inbound", "priority": .int(priority), "destinationPorts": .string(port),
      ], 0)
  }

  private static func body(_ rule: Value, _ index: Int) -> Value {
    let sources = rule["sources"]?.list ?? []
    let properties = Value.fields([
      ("description", rule["description"]),
      ("protocol", rule["protocol"]), ("direction", rule["direction"] ?? "Inbound"),
      ("access", rule["action"] ?? "Allow"),
      ("priority", rule["priority"] ?? .int(100 + Int64(index))),
      ("sourcePortRange", rule["sourcePorts"] ?? "*"),
      ("destinationPortRange", rule["destinationPorts"] ?? "*"),
      ("sourceAddressPrefix", sources.isEmpty ? rule["source"] ?? "*" : Value?.none),
      ("sourceAddressPrefixes", sources.isEmpty ? Value?.none : .list(sources)),
      ("destinationAddressPrefix", rule["destination"] ?? "*"),
    ])
    return ["name": rule["name"] ?? .string("rule-\(index)"), "properties": properties]
  }
}
