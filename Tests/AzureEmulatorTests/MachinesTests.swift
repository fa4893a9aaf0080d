// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import Synchronization
import TestKit
import Testing

@testable import AzureEmulator

@Suite struct MachinesTests {
  /// Notes what it is asked for, and fails for one name.
  final class Yard: Machines {
    let notes = Mutex<[String]>([])

    struct Full: Error, CustomStringConvertible { let description = "the yard is full" }

    func create(_ order: MachineOrder) async throws {
      if order.name == "bad" { throw Full() }
      let interfaces = order.interfaces.compactMap { $0.text("name") }
      notes.withLock { $0.append("create \(order.name) \(order.customData ?? "") \(interfaces)") }
    }

    func delete(_ id: String) async throws {
      notes.withLock { $0.append("delete \(id.split(separator: "/").last ?? "")") }
    }
  }

  private func prepared(_ yard: Yard) throws -> (
    AzureEmulator, @Sendable (String, String, String) -> Reply
  ) {
    let emulator = try AzureEmulator(try Settings(), machines: yard)
    let form =
      "grant_type=client_credentials&client_secret=emulator-secret&client_id=\(Desk.client)"
    let path = "/\(Desk.tenant)/oauth2/v2.0/token"
    let token = emulator.answer(Call("POST", path, body: Array(form.utf8))).body?.text(
      "access_token")
    let headers = try #require(token)
    let call: @Sendable (String, String, String) -> Reply = { method, path, body in
      emulator.answer(
        Call(
          method, path, query: [("api-version", "2021-01-01")],
          headers: ["Authorization": "Bearer \(headers)"], body: Array(body.utf8)))
    }
    _ = call("PUT", Desk.group, #"{"location": "westeurope"}"#)
    let network =
      #"{"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}, "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/16"}}]}}"#
    _ = call("PUT", "\(Desk.network)/virtualNetworks/net", network)
    return (emulator, call)
  }

  private func makeInterface(_ name: String, _ call: (String, String, String) -> Reply) {
    let subnet = "\(Desk.network)/virtualNetworks/net/subnets/nodes"
    let body =
      #"{"location": "westeurope", "properties": {"ipConfigurations": [{"name": "m", "properties": {"subnet": {"id": "\#(subnet)"}}}]}}"#
    _ = call("PUT", "\(Desk.network)/networkInterfaces/\(name)-nic", body)
  }

  @Test func `a machine is ready when it is made for real, and gone when it is gone`() async throws
  {
    let yard = Yard()
    let (emulator, call) = try prepared(yard)
    makeInterface("vm", call)
    let path = "\(Desk.compute)/virtualMachines/vm"
    #expect(call("PUT", path, Desk.machine("vm")).status == 201)
    try await eventually("the machine is made") { call("GET", path, "").state == "Succeeded" }
    #expect(call("DELETE", path, "").status == 202)
    try await eventually("the machine is gone") { call("GET", path, "").status == 404 }
    #expect(
      yard.notes.withLock { Array($0.prefix(2)) } == [#"create vm YQ== ["vm-nic"]"#, "delete vm"])
    await emulator.shutDown()
  }

  @Test func `a machine that cannot be made says why`() async throws {
    let (emulator, call) = try prepared(Yard())
    makeInterface("bad", call)
    let path = "\(Desk.compute)/virtualMachines/bad"
    #expect(call("PUT", path, Desk.machine("bad")).status == 201)
    try await eventually("the creation has failed") { call("GET", path, "").state == "Failed" }
    await emulator.shutDown()
  }
}
