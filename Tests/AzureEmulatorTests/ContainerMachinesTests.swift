// SPDX-License-Identifier: Apache-2.0

import Archive
import Docker
import Foundation
import HTTP
import Manifest
import TestKit
import Testing

@testable import AzureEmulator

/// Machines and load balancers that are real.
@Suite struct ContainerMachinesTests {
  /// Runs `body` over machines on a real engine, of which nothing is left.
  private func withMachines(
    _ body: (ContainerMachines, SignedIn) async throws -> Void
  ) async throws {
    let engine = DockerEngine(
      at: try DockerEndpoint(try DockerPart.engine.value()), over: HTTPClient(environment: [:]))
    let images = ContainerMachines.Images(
      machine: try DockerPart.azureImage.value(), balancer: try DockerPart.balancerImage.value())
    let machines = try await ContainerMachines.open(on: engine, images)
    let labels = [ContainerMachines.mark: machines.label]
    do {
      let person = try SignedIn(over: machines)
      try await body(machines, person)
      try await eventually("no container is left") {
        try await engine.containers(labels: labels).isEmpty
      }
      await person.emulator.shutDown()
    } catch {
      try await machines.close()
      throw error
    }
    try await machines.close()
    #expect(try await engine.networks(labels: labels).isEmpty)
  }

  /// Serves what the machine found out about itself, on port 7000.
  private let userData = """
    #cloud-config
    write_files:
    - {path: /srv/greeting, content: hello}
    runcmd:
    - hostname >/srv/host
    - hostname -i >/srv/address
    - >-
      curl --silent --header Metadata:true --output /srv/id
      'http://169.254.169.254/metadata/instance/compute/resourceId?api-version=2021-02-01&format=text'
    - systemd-run python3 -m http.server 7000 --directory /srv
    """

  @Test func `a machine boots from its custom data, behind the load balancer it was given`()
    async throws
  {
    try await withMachines { machines, person in
      try person.furnish()
      try person.makeBalancer(from: 80, to: 7000, probe: #""protocol": "Tcp", "port": 7000"#)
      try person.makeInterface("vm", in: "p")
      let path = "\(Desk.compute)/virtualMachines/vm"
      let data = Gzip.compress(Array(userData.utf8))
      let custom = Data(data).base64EncodedString()
      try person.make(path, Desk.machine("vm", customData: custom))
      try await eventually("the machine is made", within: .seconds(120)) {
        let state = person.call("GET", path).state
        guard state != "Failed" else { throw TestFailure("make the machine", "it has failed") }
        return state == "Succeeded"
      }
      let front = try #require(machines.ground?.firstPublicAddress)
      let seen = try await served(at: front, ["greeting", "host", "address", "id"])
      #expect(seen == ["hello", "vm", "10.1.0.4", path])
      #expect(person.call("DELETE", Desk.group).status == 202)
      try await eventually("the group is gone") { person.call("GET", Desk.group).status == 404 }
    }
  }

  /// The files, once all of them are served.
  private func served(at address: String, _ names: [String]) async throws -> [String] {
    let http = HTTPClient(environment: [:])
    var texts: [String] = []
    try await eventually("the machine serves", within: .seconds(180), every: .milliseconds(500)) {
      texts = []
      for name in names {
        var request = HTTPRequest("GET", "http://\(address)/\(name)")
        request.deadline = .seconds(5)
        guard let response = try? await http.send(request), response.status == 200,
          let bytes = try? await response.body.collect(upTo: 1 << 16)
        else { return false }
        texts.append(
          String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
      }
      return true
    }
    return texts
  }

  @Test func `one that would have the address of another is not made, and says why`() async throws {
    try await withMachines { machines, _ in
      let interface: Value = [
        "properties": ["ipConfigurations": [["properties": ["privateIPAddress": "10.9.0.4"]]]]
      ]
      func order(_ id: String) -> MachineOrder {
        MachineOrder(
          id: id, name: id, customData: nil, machine: [:], interfaces: [interface],
          networks: ["10.9.0.0/16"], metadata: [:])
      }
      try await machines.create(order("one"))
      let refusal = await #expect(throws: EmulatorError.self) {
        try await machines.create(order("two"))
      }
      #expect(refusal?.cause.contains("one has its address 10.9.0.4 already") == true)
      try await machines.delete("one")
      // Once more: it is gone already.
      try await machines.delete("one")
    }
  }

  @Test func `an image that is not there is missed before anything is made`() async throws {
    let engine = DockerEngine(
      at: try DockerEndpoint(try DockerPart.engine.value()), over: HTTPClient(environment: [:]))
    await #expect(throws: EmulatorError.self) {
      try await ContainerMachines.open(
        on: engine, .init(machine: "capctl.test/never:1", balancer: "capctl.test/never:1"))
    }
  }
}
