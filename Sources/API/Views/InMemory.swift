// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// The infrastructure of a cluster that lives in the management API.
package struct InMemoryCluster: View {
  package static let kind = Kind.inMemoryCluster
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var controlPlaneEndpoint: Endpoint? {
    get { self["spec.controlPlaneEndpoint"].flatMap(Endpoint.init) }
    set { self["spec.controlPlaneEndpoint"] = newValue?.value }
  }

  package var isProvisioned: Bool {
    get { self[flag: "status.initialization.provisioned"] ?? false }
    set { self[flag: "status.initialization.provisioned"] = newValue }
  }

  /// The API server shall not answer.
  package var isAPIServerDown: Bool { self[text: "spec.faults.apiServer"] == "Down" }
}

/// A machine that is none, and yet becomes a Node.
package struct InMemoryMachine: View {
  package static let kind = Kind.inMemoryMachine
  package var object: Object

  package init(_ object: Object) { self.object = object }

  /// What has a start that takes its time.
  package enum Part: String, Sendable {
    case vm
    case node
    case apiServer
    case etcd
  }

  package var providerID: String? {
    get { self[text: "spec.providerID"] }
    set { self[text: "spec.providerID"] = newValue }
  }

  package var isProvisioned: Bool {
    get { self[flag: "status.initialization.provisioned"] ?? false }
    set { self[flag: "status.initialization.provisioned"] = newValue }
  }

  package var nodeName: String? {
    get { self[text: "status.nodeName"] }
    set { self[text: "status.nodeName"] = newValue }
  }

  package var startTime: Time? {
    get { self[time: "status.startTime"] }
    set { self[time: "status.startTime"] = newValue }
  }

  package func startupDuration(of part: Part) -> Duration {
    let text = self[text: "spec.\(part.rawValue).provisioning.startupDuration"]
    return .nanoseconds(text.flatMap(GoDuration.init)?.nanoseconds ?? 0)
  }

  /// A part of the duration by which each start differs.
  package func startupJitter(of part: Part) -> Double {
    let text = self[text: "spec.\(part.rawValue).provisioning.startupJitter"]
    return text.flatMap { Double($0) } ?? 0
  }

  /// What shall go wrong: `vm`, `node` or `etcd`, and how.
  package func fault(_ part: Part) -> String? { self[text: "spec.faults.\(part.rawValue)"] }
}
