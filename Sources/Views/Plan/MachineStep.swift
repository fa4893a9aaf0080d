// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// Something that happens to a machine, and how many its owner has after it.
package struct MachineStep: Sendable, Hashable {
  package enum Event: String, Sendable {
    case made
    case joined
    case leaving
    case gone
  }

  /// Whose machine it is: a MachineDeployment, a control plane.
  package let owner: String
  package let machine: String
  package let event: Event
  /// Nodes of the same owner that are there and are to stay.
  package let working: Int
  /// All machines of the same owner.
  package let all: Int

  package init(owner: String, machine: String, _ event: Event, working: Int, all: Int) {
    (self.owner, self.machine, self.event) = (owner, machine, event)
    (self.working, self.all) = (working, all)
  }

  package var text: String { "\(machine) is \(event.rawValue): \(working) of \(all) at work" }

  package var value: Value {
    [
      "owner": .string(owner), "machine": .string(machine), "event": .string(event.rawValue),
      "working": .int(Int64(working)), "all": .int(Int64(all)),
    ]
  }
}
