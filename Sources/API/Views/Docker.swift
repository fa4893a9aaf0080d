// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// The infrastructure of a cluster whose machines are containers.
package struct DockerCluster: View {
  package static let kind = Kind.dockerCluster
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var controlPlaneEndpoint: Endpoint? {
    get { self["spec.controlPlaneEndpoint"].flatMap(Endpoint.init) }
    set { self["spec.controlPlaneEndpoint"] = newValue?.value }
  }

  package var hasBalancer: Bool { self[flag: "spec.loadBalancer.disable"] != true }

  package var isProvisioned: Bool { self[flag: "status.initialization.provisioned"] ?? false }
}

/// A machine that is a container.
package struct DockerMachine: View {
  package static let kind = Kind.dockerMachine
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var customImage: String? { self[text: "spec.customImage"] }
  package var providerID: String? { self[text: "spec.providerID"] }
  package var preLoadImages: [String] { self[texts: "spec.preLoadImages"] }
  package var isProvisioned: Bool { self[flag: "status.initialization.provisioned"] ?? false }
}
