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

  @Test func `a machine is ready when it is made for real, and gone when it is gone`() async throws
  {
    let yard = Yard()
    let person = try SignedIn(over: yard)
    try person.furnish()
    try person.makeInterface("vm")
    let path = "\(Desk.compute)/virtualMachines/vm"
    #expect(person.call("PUT", path, Desk.machine("vm")).status == 201)
    try await eventually("the machine is made") { person.call("GET", path).state == "Succeeded" }
    #expect(person.call("DELETE", path).status == 202)
    try await eventually("the machine is gone") { person.call("GET", path).status == 404 }
    #expect(
      yard.notes.withLock { Array($0.prefix(2)) } == [#"create vm YQ== ["vm-nic"]"#, "delete vm"])
    await person.emulator.shutDown()
  }

  @Test func `a machine that cannot be made says why`() async throws {
    let person = try SignedIn(over: Yard())
    try person.furnish()
    try person.makeInterface("bad")
    let path = "\(Desk.compute)/virtualMachines/bad"
    #expect(person.call("PUT", path, Desk.machine("bad")).status == 201)
    try await eventually("the creation has failed") { person.call("GET", path).state == "Failed" }
    await person.emulator.shutDown()
  }
}
