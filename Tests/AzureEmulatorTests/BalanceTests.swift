// SPDX-License-Identifier: Apache-2.0

import Archive
import HTTP
import Manifest
import Synchronization
import TestKit
import Testing

@testable import AzureEmulator

/// Where load balancers lead, as it is told to those who make them real.
@Suite struct BalanceTests {
  /// Machines somewhere, which keep what they are told.
  final class Yard: Machines {
    let ground: MachineGround? = MachineGround(
      host: "127.0.0.1", firstPublicAddress: "172.30.9.128")
    let last = Mutex<Balance?>(nil)
    let orders = Mutex<[MachineOrder]>([])

    func create(_ order: MachineOrder) async throws { orders.withLock { $0.append(order) } }
    func delete(_ id: String) async throws {}
    func balance(_ balance: Balance) async {
      last.withLock { if balance.number > $0?.number ?? 0 { $0 = balance } }
    }
  }

  private let probe = #""protocol": "Https", "port": 6443, "requestPath": "/readyz""#

  @Test func `rules lead from public addresses to the interfaces in a pool, as they come and go`()
    async throws
  {
    let yard = Yard()
    let person = try SignedIn(over: yard)
    try person.furnish()
    try person.makeBalancer(from: 443, to: 6443, probe: probe)
    try person.makeInterface("a", in: "p")
    try person.makeInterface("b")
    let address = "172.30.9.128"
    var rule = Balance.Rule(
      address: address, port: 443, backendPort: 6443, probe: "/readyz",
      servers: [.init(name: "server-10-1-0-4", address: "10.1.0.4")])
    try await eventually("the rule leads to one interface") {
      yard.last.withLock { $0?.rules == [rule] && $0?.networks == ["10.0.0.0/8"] }
    }
    try person.makeInterface("b", in: "P")
    rule = Balance.Rule(
      address: address, port: 443, backendPort: 6443, probe: "/readyz",
      servers: rule.servers + [.init(name: "server-10-1-0-5", address: "10.1.0.5")])
    try await eventually("the rule leads to both") { yard.last.withLock { $0?.rules == [rule] } }
    person.call("DELETE", Desk.group)
    try await eventually("no rule is left") {
      // Whoever has it deleted asks how far that is.
      person.call("GET", Desk.group).status == 404 && yard.last.withLock { $0?.rules == [] }
    }
    await person.emulator.shutDown()
  }

  @Test func `a public address is one of the ground's, and so is its name`() async throws {
    let person = try SignedIn(over: Yard())
    try person.furnish()
    try person.makeBalancer(from: 443, to: 6443, probe: probe)
    let address = person.call("GET", "\(Desk.network)/publicIPAddresses/front").body
    #expect(address?.text("properties.ipAddress") == "172.30.9.128")
    #expect(address?.text("properties.dnsSettings.fqdn") == "172.30.9.128")
    let twice = person.call(
      "PUT", "\(Desk.network)/publicIPAddresses/other",
      #"{"location": "westeurope", "properties": {"dnsSettings": {"domainNameLabel": "front"}}}"#)
    #expect(twice.code == "DnsRecordInUse")
    await person.emulator.shutDown()
  }

  @Test func `haproxy is told each rule, and how servers are asked whether they are well`() {
    let servers = [Balance.Server(name: "server-1", address: "10.0.0.4")]
    let rules = [
      Balance.Rule(
        address: "172.30.9.128", port: 443, backendPort: 6443, probe: "/readyz", servers: servers),
      Balance.Rule(
        address: "10.0.0.100", port: 22, backendPort: 22, probe: nil, servers: servers),
    ]
    let text = Balance(rules: rules).text
    let tail = text.firstRange(of: "frontend rule-0").map { String(text[$0.lowerBound...]) }
    #expect(
      tail == """
        frontend rule-0
          bind 172.30.9.128:443
          default_backend pool-0

        backend pool-0
          option httpchk GET /readyz
          http-check expect status 200
          server server-1 10.0.0.4:6443 check check-ssl verify none

        frontend rule-1
          bind 10.0.0.100:22
          default_backend pool-1

        backend pool-1
          server server-1 10.0.0.4:22 check

        """)
  }

  @Test func `a machine boots from its custom data, and knows itself`() async throws {
    let yard = Yard()
    let person = try SignedIn(over: yard)
    try person.furnish()
    try person.makeInterface("vm")
    let path = "\(Desk.compute)/virtualMachines/vm"
    try person.make(path, Desk.machine("vm"))
    try await eventually("the machine is made") { person.call("GET", path).state == "Succeeded" }
    let order = try #require(yard.orders.withLock { $0.first })
    var files: [String: String] = [:]
    for file in MachineSeed(order: order).files {
      files[file.entry.path] = String(decoding: file.contents, as: UTF8.self)
    }
    #expect(files["user-data"] == "a")
    #expect(files["cloud.cfg"] == "system_info: {default_user: {name: \"capi\"}}\n")
    let door = try #require(order.metadataAddress)
    #expect(
      files["machine"] == "addresses='10.1.0.4'\nnetworks='10.0.0.0/8'\nmetadata='\(door)'\n")
    let meta = try JSON.parse(Array((files["meta-data"] ?? "").utf8))
    #expect(meta["local-hostname"] == "vm" && meta["public-keys"] == ["ssh-ed25519 A"])
    #expect(meta.text("imds.compute.resourceId") == path)
    #expect(meta["instance-id"] == order.machine.at("properties.vmId"))
    try await askMetadata(at: door, of: path)
    await person.emulator.shutDown()
  }

  /// By the machine's own door it is told of itself, and of nothing else.
  private func askMetadata(at door: String, of id: String) async throws {
    let http = HTTPClient(environment: [:])
    func ask(_ path: String) async throws -> (Int, String) {
      var request = HTTPRequest("GET", "http://\(door)\(path)")
      request.headers["Metadata"] = "true"
      let response = try await http.send(request)
      return (
        response.status,
        String(decoding: try await response.body.collect(upTo: 1 << 16), as: UTF8.self)
      )
    }
    let own = "/metadata/instance/compute/resourceId?api-version=2021-02-01"
    #expect(try await ask("\(own)&format=text") == (200, id))
    #expect(try await ask(own).0 == 400)
    let part = "/metadata/instance/network/interface/0/ipv4/ipAddress/0/privateIpAddress"
    #expect(try await ask("\(part)?api-version=2021-02-01&format=text") == (200, "10.1.0.4"))
    #expect(try await ask("/metadata/instance/compute/none?api-version=2021-02-01").0 == 404)
    #expect(try await ask("\(Desk.group)?api-version=2021-02-01").0 == 404)
    #expect(try await ask("/emulator/settings").0 == 404)
  }
}
