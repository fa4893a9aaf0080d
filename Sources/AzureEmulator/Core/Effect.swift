// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What is to happen outside of the emulator's own books.
enum Effect: Sendable {
  case create(MachineOrder, operation: String)
  case delete(String, operation: String)
  case balance(Balance)
}

/// A virtual machine that somebody asked for, with all that its boot needs.
package struct MachineOrder: Sendable {
  package let id: String
  package let name: String

  /// As the client gave it: base64.
  package let customData: String?

  /// The machine as Azure shows it, and its network interfaces.
  package let machine: Value
  package let interfaces: [Value]

  /// The ranges of the virtual networks that its interfaces are in.
  package let networks: [String]

  /// What the metadata service tells of it.
  package let metadata: Value

  /// Where that service answers for this machine alone: `172.30.0.1:41001`; nil where nobody can reach it.
  package var metadataAddress: String?

  /// Its private addresses, the one it is known by first.
  package var addresses: [String] {
    interfaces.flatMap { $0.items("properties.ipConfigurations") }
      .compactMap { $0.text("properties.privateIPAddress") }
  }
}

/// Makes real machines of the emulator's. Without one, a virtual machine is a record and no more.
package protocol Machines: Sendable {
  /// Where they stand; nil where that is nowhere on this machine.
  var ground: MachineGround? { get }

  /// Makes it, and returns when it has begun to boot. What it throws is why its creation failed.
  func create(_ order: MachineOrder) async throws

  /// Takes it away. There may be none.
  func delete(_ id: String) async throws

  /// Has all load balancers lead where they lead now. Of two calls the one with the higher number counts.
  func balance(_ balance: Balance) async
}

extension Machines {
  package var ground: MachineGround? { nil }
  package func balance(_ balance: Balance) async {}
}

/// The network that real machines are in.
package struct MachineGround: Sendable, Equatable {
  /// The address of this machine that they reach.
  package let host: String

  /// The first of the addresses that can be public ones.
  package let firstPublicAddress: String

  package init(host: String, firstPublicAddress: String) {
    self.host = host
    self.firstPublicAddress = firstPublicAddress
  }
}

extension World {
  func order(for machine: Resource) -> MachineOrder {
    let interfaces = interfaces(of: machine)
    return MachineOrder(
      id: machine.id.text, name: machine.id.name,
      customData: machine.body.text("properties.osProfile.customData"),
      machine: machine.shown(in: self), interfaces: interfaces,
      networks: networks(around: interfaces), metadata: instance(machine))
  }

  func interfaces(of machine: Resource) -> [Value] {
    let references = machine.references.filter {
      $0.id.typeKey == "microsoft.network/networkinterfaces"
    }
    return references.compactMap { shown($0.id) }
  }

  /// The ranges of the virtual networks that interfaces are in, each once.
  func networks(around interfaces: [Value]) -> [String] {
    var ranges: [String] = []
    for part in interfaces.flatMap({ $0.items("properties.ipConfigurations") }) {
      let network = part.text("properties.subnet.id").flatMap { ResourceID($0)?.parent }
      let body = network.flatMap { resource(at: $0) }?.body
      for range in body?.items("properties.addressSpace.addressPrefixes") ?? [] {
        if let text = range.string, !ranges.contains(text) { ranges.append(text) }
      }
    }
    return ranges
  }
}
