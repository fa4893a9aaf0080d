// SPDX-License-Identifier: Apache-2.0

package import Docker
import Manifest

/// The emulator's machines and load balancers as containers, in a network of their own.
///
/// A machine has the private addresses of its interfaces beside the one that Docker gives it. What Azure would
/// have in networks apart is on one wire here, so that no two machines have the same address.
package actor ContainerMachines: Machines {
  /// The images that machines and the load balancer are made of.
  package struct Images: Sendable {
    let machine: String
    let balancer: String

    package init(machine: String, balancer: String) {
      self.machine = machine
      self.balancer = balancer
    }
  }

  package nonisolated let ground: MachineGround?

  /// The network's name, and the value of `mark` on all that is made here.
  package nonisolated let label: String
  package static let mark = "dev.capctl.azure"
  static let machineMark = "dev.capctl.azure.machine"
  static let addressMark = "dev.capctl.azure.address"

  private let engine: DockerEngine
  private let images: Images
  private let balancer: ContainerBalancer
  private var turns: [String: Task<Void, any Error>] = [:]

  private init(_ engine: DockerEngine, _ images: Images, _ label: String, _ ground: MachineGround) {
    self.engine = engine
    self.images = images
    self.label = label
    self.ground = ground
    balancer = ContainerBalancer(engine: engine, image: images.balancer, network: label)
  }

  /// Makes the network. `close` takes it away, with all that is in it.
  package static func open(
    on engine: DockerEngine, _ images: Images
  ) async throws -> ContainerMachines {
    for image in [images.machine, images.balancer] {
      guard try await engine.inspectImage(image) != nil else {
        throw EmulatorError("make machines of the image \(image)", "the engine does not have it")
      }
    }
    let label = "azure-" + String(UInt32.random(in: 0 ... .max), radix: 36)
    _ = try await engine.createNetwork(label, labels: [mark: label])
    let network = try await engine.inspectNetwork(label)
    guard let place = network["IPAM", "Config"]?.list?.first, let gateway = place.text("Gateway"),
      let range = place.text("Subnet").flatMap({ IPv4Range($0) })
    else {
      try await engine.removeNetwork(label)
      throw EmulatorError("make the network \(label)", "the engine gives it no addresses")
    }
    return ContainerMachines(engine, images, label, MachineGround(host: gateway, range))
  }

  package func close() async throws {
    for turn in turns.values { _ = await turn.result }
    await balancer.stop()
    for container in try await engine.containers(labels: [Self.mark: label]) {
      try await engine.removeContainer(container.id)
    }
    try await engine.removeNetwork(label)
  }

  // MARK: Machines

  package func create(_ order: MachineOrder) async throws {
    try await inTurn(order.id) { try await self.make(order) }
  }

  package func delete(_ id: String) async throws {
    try await inTurn(id) {
      let labels = [Self.mark: self.label, Self.machineMark: id.lowercased()]
      for container in try await self.engine.containers(labels: labels) {
        try await self.engine.removeContainer(container.id)
      }
    }
  }

  package func balance(_ balance: Balance) async { await balancer.bring(balance) }

  /// What is to be done with one machine is done one after the other.
  private func inTurn(_ id: String, _ work: @escaping @Sendable () async throws -> Void)
    async throws
  {
    let before = turns[id.lowercased()]
    let turn = Task {
      _ = await before?.result
      try await work()
    }
    turns[id.lowercased()] = turn
    try await turn.value
  }

  private func make(_ order: MachineOrder) async throws {
    try await checkAddresses(of: order)
    let seed = MachineSeed(order: order)
    let name = "\(label)-\(order.name)"
    let id = try await engine.createContainer(name, settings(order, seed.computerName))
    do {
      try await engine.putFiles(seed.files, into: "/azure", of: id)
      try await engine.startContainer(id)
    } catch {
      try? await engine.removeContainer(id)
      throw error
    }
  }

  private func checkAddresses(of order: MachineOrder) async throws {
    for address in order.addresses {
      let others = try await engine.containers(
        labels: [Self.mark: label, Self.addressMark: address])
      guard let other = others.first else { continue }
      throw EmulatorError(
        "make the machine \(order.name)",
        "\(other.labels[Self.machineMark] ?? other.name) has its address \(address) already; "
          + "real machines share one wire, whatever virtual networks they are in")
    }
  }

  /// A node, as such containers have to be started.
  private func settings(_ order: MachineOrder, _ computer: String) -> Value {
    [
      "Image": .string(images.machine), "Hostname": .string(computer), "Tty": true,
      "Labels": [
        Self.mark: .string(label), Self.machineMark: .string(order.id.lowercased()),
        Self.addressMark: .string(order.addresses.first ?? ""),
      ],
      "Volumes": ["/var": [:]],
      "HostConfig": [
        "Privileged": true, "SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"],
        "NetworkMode": .string(label), "CgroupnsMode": "private",
        "Tmpfs": ["/tmp": "", "/run": ""], "Binds": ["/lib/modules:/lib/modules:ro"],
        "Init": false,
      ],
    ]
  }
}

extension MachineGround {
  /// Docker gives containers the first addresses of its range; public ones are in its second half.
  init(host: String, _ range: IPv4Range) {
    let middle = range.first + (range.last - range.first) / 2 + 1
    self.init(host: host, firstPublicAddress: text(of: middle))
  }
}
