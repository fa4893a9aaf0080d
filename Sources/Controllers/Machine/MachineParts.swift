// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

/// What a pass sees of everything that a Machine is made of.
struct MachineParts {
  let place: Key
  var cluster: Cluster?
  /// Nil where no MachineSet made the Machine.
  var set: MachineSet?
  var bootstrap = Referred.unnamed
  var infrastructure = Referred.unnamed
  /// Nil where it is not known, or not there.
  var node: Object?
  /// Whether the Nodes of the cluster are known at all.
  var areNodesKnown = false
  var connection: Connection?

  init(_ place: Key) { self.place = place }

  /// The objects that belong to the Machine alone.
  var own: [Referred] { [bootstrap, infrastructure] }

  var machine: InfrastructureMachine? {
    infrastructure.object.map { InfrastructureMachine(object: $0) }
  }

  var providerID: String? {
    guard let machine, machine.isProvisioned else { return nil }
    return machine.providerID
  }
}
