// SPDX-License-Identifier: Apache-2.0

import Docker
import Manifest
import Nodes

/// All load balancers of an emulator in one container: it has the addresses of their fronts, and haproxy leads
/// from there to machines.
actor ContainerBalancer {
  private let engine: DockerEngine
  private let image: String
  private let network: String
  private var wanted = Balance()
  private var isWorking = false

  /// What it has been told, as long as it is there.
  private var addresses: Set<String> = []
  private var routes: Set<String> = []
  private var isThere = false
  private var isStopped = false

  init(engine: DockerEngine, image: String, network: String) {
    self.engine = engine
    self.image = image
    self.network = network
  }

  private var name: String { "\(network)-balancer" }

  /// Returns when it leads where it is to lead, or another call does that.
  func bring(_ balance: Balance) async {
    guard balance.number > wanted.number else { return }
    wanted = balance
    guard !isWorking else { return }
    isWorking = true
    defer { isWorking = false }
    var done = 0
    while done < wanted.number, !isStopped {
      let next = wanted
      do {
        try await lead(next)
        done = next.number
      } catch {
        // Nobody is there who could be told: whoever waits finds that nobody answers, as on Azure.
        isThere = false
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  func stop() { isStopped = true }

  private func lead(_ balance: Balance) async throws {
    guard !balance.rules.isEmpty else {
      try await engine.removeContainer(name)
      (isThere, addresses, routes) = (false, [], [])
      return
    }
    if !isThere { try await start() }
    for address in balance.addresses where !addresses.contains(address) {
      try await ip("address", "replace", "\(address)/32", "dev", "eth0")
      addresses.insert(address)
    }
    for range in balance.networks where !routes.contains(range) {
      try await ip("route", "replace", range, "dev", "eth0")
      routes.insert(range)
    }
    try await Balancer(name, in: engine).apply(balance.text)
    for address in addresses.subtracting(balance.addresses) {
      try await ip("address", "delete", "\(address)/32", "dev", "eth0")
      addresses.remove(address)
    }
  }

  private func start() async throws {
    try await engine.removeContainer(name)
    let settings: Value = [
      "Image": .string(image), "Labels": [ContainerMachines.mark: .string(network)],
      "HostConfig": ["NetworkMode": .string(network), "CapAdd": ["NET_ADMIN"]],
    ]
    _ = try await engine.createContainer(name, settings)
    try await engine.startContainer(name)
    (isThere, addresses, routes) = (true, [], [])
  }

  private func ip(_ words: String...) async throws {
    let reply = try await engine.run(Exec(["ip"] + words), in: name)
    guard reply.status == 0 else {
      let complaint = String(decoding: reply.errorOutput, as: UTF8.self)
      throw EmulatorError("set up \(name)", "ip \(words.joined(separator: " ")): \(complaint)")
    }
  }
}
