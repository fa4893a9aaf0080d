// SPDX-License-Identifier: Apache-2.0

@testable import AzureEmulator
import Foundation
import HTTP
import Manifest
import TestKit

/// Somebody at an emulator without a server, who has signed in. Time stands still unless it is turned.
final class Desk {
  static let tenant = "7e57a000-0000-4000-8000-000000000001"
  static let client = "c11e4000-0000-4000-8000-000000000001"
  static let subscription = "/subscriptions/50b5c000-0000-4000-8000-000000000001"
  static let group = "\(subscription)/resourceGroups/g"
  static let network = "\(group)/providers/Microsoft.Network"
  static let compute = "\(group)/providers/Microsoft.Compute"

  var world: World
  private var token = ""

  init(_ settings: String = "{}", start: Double = 1_700_000_000) throws {
    world = World(try Settings(try JSON.parse(settings)), start: start)
    token = signIn()
  }

  func signIn(
    _ form: String = "client_secret=emulator-secret", tenant: String = Desk.tenant,
    client: String = Desk.client
  ) -> String {
    signInReply(form, tenant: tenant, client: client).body?.text("access_token") ?? ""
  }

  func signInReply(
    _ form: String, tenant: String = Desk.tenant, client: String = Desk.client
  ) -> Reply {
    let fields = ["grant_type=client_credentials", "client_id=\(client)", form]
    let body = Array(fields.joined(separator: "&").utf8)
    return world.answer(Call("POST", "/\(tenant)/oauth2/v2.0/token", body: body), at: .zero)
  }

  /// Calls with a body as JSON text, and the version the type has in the emulator.
  @discardableResult
  func call(
    _ method: String, _ path: String, _ body: String = "", version: String? = "2021-01-01",
    query: [(name: String, value: String)] = [], headers: HTTPHeaders = [:], token: String? = nil
  ) -> Reply {
    var headers = headers
    headers["Authorization"] = "Bearer \(token ?? self.token)"
    var query = query
    if let version { query.append(("api-version", version)) }
    let call = Call(method, path, query: query, headers: headers, body: Array(body.utf8))
    return world.answer(call, at: .zero)
  }

  func turnClock(_ seconds: Double) {
    call("POST", "/emulator/clock", #"{"advance": \#(seconds)}"#)
  }

  func plant(_ fault: String) { call("POST", "/emulator/faults", fault) }

  /// A group with a network that has a subnet.
  func furnish() throws {
    try make(Self.group, #"{"location": "westeurope"}"#)
    try make("\(Self.network)/virtualNetworks/net", Self.virtualNetwork)
  }

  static let virtualNetwork = """
    {"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]},
     "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/16"}}]}}
    """

  /// An interface in the subnet of `furnish`, and a machine with it.
  func makeMachine(_ name: String = "vm", size: String = "Standard_B2ms") throws -> Reply {
    try make(
      "\(Self.network)/networkInterfaces/\(name)-nic",
      """
      {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "main", "properties": {
       "subnet": {"id": "\(Self.network)/virtualNetworks/net/subnets/nodes"}}}]}}
      """)
    return call("PUT", "\(Self.compute)/virtualMachines/\(name)", Self.machine(name, size: size))
  }

  static func machine(
    _ name: String, size: String = "Standard_B2ms", customData: String = "YQ=="
  ) -> String {
    """
    {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": {
     "hardwareProfile": {"vmSize": "\(size)"},
     "storageProfile": {"osDisk": {"name": "\(name)-disk", "createOption": "FromImage"}},
     "osProfile": {"computerName": "\(name)", "adminUsername": "capi", "customData": "\(customData)",
      "linuxConfiguration": {"ssh": {"publicKeys": [{"path": "/a", "keyData": "ssh-ed25519 A"}]}}},
     "networkProfile": {"networkInterfaces": [{"id": "\(network)/networkInterfaces/\(name)-nic"}]}}}
    """
  }

  func make(_ path: String, _ body: String) throws {
    let reply = call("PUT", path, body)
    guard reply.status < 300 else {
      throw TestFailure("make \(path)", JSON.text(reply.body ?? .null))
    }
  }
}

extension Reply {
  /// The code of a refusal.
  var code: String? { body?.at("error.code")?.string }
  var state: String? { body?.text("properties.provisioningState") }
}

/// The folder of the whole project.
let project = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
  .deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
