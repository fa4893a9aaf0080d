// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import TestKit

@testable import AzureEmulator

/// Somebody at an emulator that makes machines, who has signed in.
struct SignedIn {
  let emulator: AzureEmulator
  private let token: String

  init(over machines: any Machines) throws {
    emulator = try AzureEmulator(try Settings(), machines: machines)
    let form =
      "grant_type=client_credentials&client_secret=emulator-secret&client_id=\(Desk.client)"
    let call = Call("POST", "/\(Desk.tenant)/oauth2/v2.0/token", body: Array(form.utf8))
    guard let token = emulator.answer(call).body?.text("access_token") else {
      throw TestFailure("sign in", "there is no token")
    }
    self.token = token
  }

  @discardableResult
  func call(_ method: String, _ path: String, _ body: String = "") -> Reply {
    emulator.answer(
      Call(
        method, path, query: [("api-version", "2021-01-01")],
        headers: ["Authorization": "Bearer \(token)"], body: Array(body.utf8)))
  }

  func make(_ path: String, _ body: String) throws {
    let reply = call("PUT", path, body)
    guard reply.status < 300 else {
      throw TestFailure("make \(path)", JSON.text(reply.body ?? .null))
    }
  }

  /// A group with a network that has a subnet.
  func furnish() throws {
    try make(Desk.group, #"{"location": "westeurope"}"#)
    try make("\(Desk.network)/virtualNetworks/net", Desk.virtualNetwork)
  }

  /// In the subnet of `furnish`, and in that pool of the balancer `lb`.
  func makeInterface(_ name: String, in pool: String? = nil) throws {
    let subnet = "\(Desk.network)/virtualNetworks/net/subnets/nodes"
    let id = "\(Desk.network)/loadBalancers/lb/backendAddressPools"
    let pools = pool.map { #"[{"id": "\#(id)/\#($0)"}]"# } ?? "[]"
    try make(
      "\(Desk.network)/networkInterfaces/\(name)-nic",
      """
      {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "m", "properties": {
       "subnet": {"id": "\(subnet)"}, "loadBalancerBackendAddressPools": \(pools)}}]}}
      """)
  }

  /// A balancer `lb` with the public address `front`, which leads from one port to another.
  func makeBalancer(from port: Int, to behind: Int, probe: String = "") throws {
    let address = "\(Desk.network)/publicIPAddresses/front"
    let balancer = "\(Desk.network)/loadBalancers/lb"
    try make(
      address,
      """
      {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {
       "publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "Front"}}}
      """)
    try make(
      balancer,
      """
      {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {
       "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": "\(address)"}}}],
       "backendAddressPools": [{"name": "p"}], "probes": [{"name": "h", "properties": {\(probe)}}],
       "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp",
        "frontendPort": \(port), "backendPort": \(behind), "probe": {"id": "\(balancer)/probes/h"},
        "frontendIPConfiguration": {"id": "\(balancer)/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": "\(balancer)/BackendAddressPools/p"}}}]}}
      """)
  }
}
