// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import Testing

@testable import AzureEmulator

@Suite struct RuleTests {
  @Test(arguments: [
    (
      "virtualNetworks/net/subnets/x", #"{"properties": {"addressPrefix": "11.0.0.0/16"}}"#,
      "NetcfgSubnetRangeOutsideVnet"
    ),
    (
      "virtualNetworks/net/subnets/x", #"{"properties": {"addressPrefix": "10.1.0.0/24"}}"#,
      "NetcfgSubnetRangesOverlap"
    ),
    (
      "virtualNetworks/net/subnets/x", #"{"properties": {"addressPrefix": "10.1.0.1/24"}}"#,
      "InvalidCIDRNotation"
    ),
    (
      "virtualNetworks/other/subnets/x", #"{"properties": {"addressPrefix": "10.1.0.0/24"}}"#,
      "ResourceNotFound"
    ),
    (
      "virtualNetworks/two", #"{"location": "mars", "properties": {}}"#,
      "LocationNotAvailableForResourceType"
    ),
    (
      "virtualNetworks/net",
      #"{"location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#,
      "InvalidResourceLocation"
    ),
    ("natGateways/way", #"{"location": "westeurope"}"#, "NatGatewaySkuNotSpecified"),
    (
      "networkInterfaces/nic", #"{"location": "westeurope"}"#,
      "NetworkInterfaceMustHaveIPConfiguration"
    ),
    (
      "publicIPAddresses/\(String(repeating: "a", count: 81))", #"{"location": "westeurope"}"#,
      "InvalidResourceName"
    ),
    (
      "networkSecurityGroups/w",
      #"{"location": "westeurope", "properties": {"securityRules": [{"name": "r", "properties": {"protocol": "Tcp", "access": "Allow", "direction": "Inbound", "priority": 99}}]}}"#,
      "SecurityRuleInvalidPriority"
    ),
  ])
  func `a network resource that cannot be is refused`(path: String, body: String, code: String)
    throws
  {
    let desk = try Desk()
    try desk.furnish()
    #expect(desk.call("PUT", "\(Desk.network)/\(path)", body).code == code)
  }

  @Test func `addresses are given out from the fifth, and each once`() throws {
    let desk = try Desk()
    try desk.furnish()
    for name in ["a", "b"] { #expect(try desk.makeMachine(name).status == 201) }
    let nics = ["a", "b"].map {
      desk.call("GET", "\(Desk.network)/networkInterfaces/\($0)-nic").body
    }
    let addresses = nics.compactMap {
      $0?.items("properties.ipConfigurations").first?.text("properties.privateIPAddress")
    }
    #expect(addresses == ["10.1.0.4", "10.1.0.5"])
    let taken = """
      {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "main", "properties": {
       "privateIPAllocationMethod": "Static", "privateIPAddress": "10.1.0.5",
       "subnet": {"id": "\(Desk.network)/virtualNetworks/net/subnets/nodes"}}}]}}
      """
    let reply = desk.call("PUT", "\(Desk.network)/networkInterfaces/c", taken)
    #expect(reply.code == "PrivateIPAddressIsAllocated")
  }

  @Test func `an interface serves one machine, and stays while that is there`() throws {
    let desk = try Desk()
    try desk.furnish()
    #expect(try desk.makeMachine().status == 201)
    let twin = desk.call("PUT", "\(Desk.compute)/virtualMachines/twin", Desk.machine("vm"))
    #expect(twin.code == "NicInUse")
    let nic = "\(Desk.network)/networkInterfaces/vm-nic"
    #expect(
      desk.call("GET", nic).body?.text("properties.virtualMachine.id")?.hasSuffix("/vm") == true)
    #expect(desk.call("DELETE", nic).status == 400)
    #expect(desk.call("DELETE", "\(Desk.compute)/virtualMachines/vm").status == 202)
    #expect(desk.call("DELETE", nic).status == 202)
    #expect(desk.call("DELETE", "\(Desk.network)/virtualNetworks/net").status == 202)
  }

  @Test func `a network goes after what is in it`() throws {
    let desk = try Desk()
    try desk.furnish()
    _ = try desk.makeMachine()
    #expect(
      desk.call("DELETE", "\(Desk.network)/virtualNetworks/net").code
        == "InUseSubnetCannotBeDeleted")
    let empty =
      #"{"properties": {"subnets": [], "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#
    #expect(
      desk.call("PUT", "\(Desk.network)/virtualNetworks/net", empty).code
        == "InUseSubnetCannotBeDeleted")
  }

  @Test(arguments: [
    ("Standard_None", "{}", "InvalidParameter"),
    ("Standard_B2ms", #"{"cores": 1}"#, "OperationNotAllowed"),
    (
      "Standard_B2ms", #"{"sizes": {"Standard_B2ms": {"missingIn": ["westeurope"]}}}"#,
      "SkuNotAvailable"
    ),
  ])
  func `a size has to be there, and within the quota`(size: String, settings: String, code: String)
    throws
  {
    let desk = try Desk(settings)
    try desk.furnish()
    #expect(try desk.makeMachine(size: size).code == code)
  }

  @Test func `a machine's disk comes with it and stays after it`() throws {
    let desk = try Desk()
    try desk.furnish()
    _ = try desk.makeMachine()
    let disk = "\(Desk.compute)/disks/vm-disk"
    #expect(desk.call("GET", disk).body?.text("managedBy")?.hasSuffix("/vm") == true)
    #expect(desk.call("DELETE", disk).status == 409)
    desk.call("DELETE", "\(Desk.compute)/virtualMachines/vm")
    #expect(desk.call("GET", disk).body?.text("properties.diskState") == "Unattached")
    #expect(desk.call("DELETE", disk).status == 202)
  }

  @Test func `a group takes all with it that is in it`() throws {
    let desk = try Desk()
    try desk.furnish()
    _ = try desk.makeMachine()
    #expect(desk.call("DELETE", Desk.group).status == 202)
    #expect(desk.call("GET", "/emulator/resources").body?.items("value").isEmpty == true)
  }

  @Test func `lists come in pages, of one type and place`() throws {
    let desk = try Desk(#"{"pageSize": 2}"#)
    try desk.furnish()
    for name in ["a", "b", "c"] {
      try desk.make("\(Desk.network)/publicIPAddresses/\(name)", #"{"location": "westeurope"}"#)
    }
    let first = desk.call("GET", "\(Desk.network)/publicIPAddresses")
    #expect(first.body?.items("value").map { $0.text("name") } == ["a", "b"])
    let next = try #require(URLComponents(string: first.body?.text("nextLink") ?? ""))
    let query = (next.queryItems ?? []).map { (name: $0.name, value: $0.value ?? "") }
    let second = desk.call("GET", next.path, version: nil, query: query)
    #expect(second.body?.items("value").map { $0.text("name") } == ["c"])
    #expect(second.body?["nextLink"] == nil)
    let other = "/subscriptions/50b5c000-0000-4000-8000-000000000002/providers/Microsoft.Network"
    #expect(desk.call("GET", "\(other)/publicIPAddresses").body?.items("value").isEmpty == true)
  }

  @Test func `a machine asks who it is, and gets a token for its identity`() throws {
    let desk = try Desk()
    try desk.furnish()
    _ = try desk.makeMachine()
    let machine = "\(Desk.compute)/virtualMachines/vm"
    desk.call("PATCH", "/emulator/settings", #"{"machine": "\#(machine)"}"#)
    let ask = { (path: String, headers: [String]) -> Reply in
      desk.world.answer(
        Call(
          "GET", "/metadata/\(path)", query: [("api-version", "2018-02-01"), ("resource", "arm")],
          headers: headers.isEmpty ? [:] : ["Metadata": "true"]), at: .zero)
    }
    #expect(ask("instance", []).status == 400)
    #expect(ask("instance", ["Metadata"]).body?.text("compute.name") == "vm")
    let token = ask("identity/oauth2/token", ["Metadata"]).body?.text("access_token")
    #expect(desk.call("GET", machine, token: token ?? "").status == 200)
  }
}
