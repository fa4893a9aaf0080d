// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What is to happen outside of the emulator's own books.
enum Effect: Sendable {
  case create(MachineOrder, operation: String)
  case delete(String, operation: String)
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
}

/// Makes real machines of the emulator's. Without one, a virtual machine is a record and no more.
package protocol Machines: Sendable {
  /// Makes it, and returns when it has begun to boot. What it throws is why its creation failed.
  func create(_ order: MachineOrder) async throws

  /// Takes it away. There may be none.
  func delete(_ id: String) async throws
}

extension World {
  func order(for machine: Resource) -> MachineOrder {
    let interfaces = machine.references.filter {
      $0.id.typeKey == "microsoft.network/networkinterfaces"
    }
    return MachineOrder(
      id: machine.id.text, name: machine.id.name,
      customData: machine.body.text("properties.osProfile.customData"),
      machine: machine.shown(in: self), interfaces: interfaces.compactMap { shown($0.id) })
  }
}
