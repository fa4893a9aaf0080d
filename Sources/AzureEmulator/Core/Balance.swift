// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Where all load balancers lead.
package struct Balance: Sendable, Equatable {
  /// A machine's interface that is in a pool.
  package struct Server: Sendable, Equatable {
    package let name: String
    package let address: String
  }

  /// A rule: what arrives at the front goes to one of the servers.
  package struct Rule: Sendable, Equatable {
    package let address: String
    package let port: Int
    package let backendPort: Int

    /// What servers are asked, by HTTPS, to see whether they are well; nil where connecting is enough.
    package let probe: String?
    package let servers: [Server]
  }

  package var rules: [Rule] = []

  /// The ranges of the virtual networks that servers are in.
  package var networks: [String] = []

  /// Counts up with each change.
  package var number = 0

  /// The addresses of all fronts, each once.
  package var addresses: [String] {
    var seen: Set<String> = []
    return rules.map(\.address).filter { seen.insert($0).inserted }
  }
}

extension World {
  /// Notes what is to be done where balancers do not lead any more where they did.
  mutating func orderBalance() {
    guard settings.hasMachines else { return }
    var now = balance
    now.number = balanced.number
    guard now != balanced else { return }
    now.number += 1
    balanced = now
    effects.append(.balance(now))
  }

  var balance: Balance {
    let interfaces = all(NetworkInterfaces.type.name).map(\.body)
    var balance = Balance()
    for balancer in all(LoadBalancers.type.name) {
      let rules = balancer.body.items("properties.loadBalancingRules")
      balance.rules += rules.compactMap { rule(of: balancer, $0, interfaces) }
    }
    let all = Set(balance.rules.flatMap(\.servers).map(\.address))
    let members = interfaces.filter { interface in
      interface.items("properties.ipConfigurations").contains { part in
        part.text("properties.privateIPAddress").map(all.contains) ?? false
      }
    }
    balance.networks = networks(around: members)
    return balance
  }

  private func part(of balancer: Resource, in list: String, _ id: String?) -> Value? {
    guard let name = id.flatMap({ ResourceID($0)?.name }) else { return .none }
    return balancer.body.item("properties.\(list)", named: name)
  }

  private func rule(
    of balancer: Resource, _ value: Value, _ interfaces: [Value]
  ) -> Balance.Rule? {
    let front = part(
      of: balancer, in: "frontendIPConfigurations",
      value.text("properties.frontendIPConfiguration.id"))
    guard let front, let address = address(of: front),
      let port = value.at("properties.frontendPort")?.int,
      let behind = value.at("properties.backendPort")?.int
    else { return nil }
    let probe = part(of: balancer, in: "probes", value.text("properties.probe.id"))
    let pool = value.text("properties.backendAddressPool.id")?.lowercased()
    return Balance.Rule(
      address: address, port: Int(port), backendPort: Int(behind),
      probe: probe?.text("properties.requestPath"),
      servers: interfaces.flatMap { servers(of: $0, in: pool) })
  }

  /// Public where it is, else private.
  private func address(of front: Value) -> String? {
    let id = front.text("properties.publicIPAddress.id").flatMap { ResourceID($0) }
    guard let id else { return front.text("properties.privateIPAddress") }
    return resource(at: id)?.body.text("properties.ipAddress")
  }

  private func servers(of interface: Value, in pool: String?) -> [Balance.Server] {
    interface.items("properties.ipConfigurations").compactMap { part in
      let pools = part.items("properties.loadBalancerBackendAddressPools")
      guard pools.contains(where: { $0.text("id")?.lowercased() == pool }),
        let address = part.text("properties.privateIPAddress")
      else { return nil }
      return Balance.Server(
        name: "server-\(address.replacing(".", with: "-"))", address: address)
    }
  }
}
