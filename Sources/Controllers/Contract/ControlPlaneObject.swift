// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// The control plane of a cluster, of any provider, by either generation of the contract.
struct ControlPlaneObject {
  let object: Object

  var isInitialized: Bool {
    object.says("initialization", "controlPlaneInitialized", or: "initialized")
  }

  var endpoint: Endpoint? { object.spec["controlPlaneEndpoint"].flatMap(Endpoint.init) }
  var version: String? { object.spec["version"]?.string }
  var observedVersion: String? { object.status["version"]?.string }

  /// It has no Machines: somebody else runs it.
  var isExternal: Bool { object.status["externalManagedControlPlane"]?.bool ?? false }

  /// Nil where it does not count.
  var replicas: Replicas? {
    guard let desired = object.spec["replicas"]?.int else { return nil }
    var replicas = Replicas(object.status)
    replicas.desired = desired
    return replicas
  }
}
