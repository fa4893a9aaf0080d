// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// The infrastructure of a cluster whose machines are hosts that are there already.
package struct SSHCluster: View {
  package static let kind = Kind.sshCluster
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var controlPlaneEndpoint: Endpoint? {
    self["spec.controlPlaneEndpoint"].flatMap(Endpoint.init)
  }
}

/// A machine that is a host of the inventory.
package struct SSHMachine: View {
  package static let kind = Kind.sshMachine
  package var object: Object

  package init(_ object: Object) { self.object = object }

  /// Nil where any host will do.
  package var hostSelector: Value? { self["spec.hostSelector"] }
}

/// A host of the inventory.
package struct SSHHost: View {
  package static let kind = Kind.sshHost
  package var object: Object

  package init(_ object: Object) { self.object = object }

  /// Whom it is, or was, given to.
  package struct Tenant: Sendable, Hashable {
    package var name: String
    package var uid: String
    package var cluster: String?
    package var since: Time?

    package init(name: String, uid: String, cluster: String?, since: Time?) {
      (self.name, self.uid, self.cluster, self.since) = (name, uid, cluster, since)
    }
  }

  /// Why nobody is to have it.
  package struct Quarantine: Sendable, Hashable {
    package var machine: String?
    package var message: String
    package var since: Time?

    package init(machine: String?, message: String, since: Time?) {
      (self.machine, self.message, self.since) = (machine, message, since)
    }
  }

  package var endpointAddress: String { self[text: "spec.address"] ?? "" }
  package var port: UInt16 { UInt16(clamping: self[int: "spec.port"] ?? 22) }
  package var user: String { self[text: "spec.user"] ?? "root" }
  package var secretName: String { self[text: "spec.secretRef.name"] ?? "" }
  package var hostKeys: [String] { self[texts: "spec.hostKeys"] }
  package var hostname: String? { self[text: "status.hostname"] }

  /// Where it stands, as it says by its label.
  package var zone: String? { metadata.labels["topology.kubernetes.io/zone"] }

  package var tenant: Tenant? {
    get {
      guard let name = self[text: "status.machineRef.name"],
        let uid = self[text: "status.machineRef.uid"]
      else { return nil }
      return Tenant(
        name: name, uid: uid, cluster: self[text: "status.machineRef.cluster"],
        since: self[time: "status.machineRef.since"])
    }
    set {
      self["status.machineRef"] = nil
      guard let newValue else { return }
      self[text: "status.machineRef.name"] = newValue.name
      self[text: "status.machineRef.uid"] = newValue.uid
      self[text: "status.machineRef.cluster"] = newValue.cluster
      self[time: "status.machineRef.since"] = newValue.since
    }
  }

  package var quarantine: Quarantine? {
    get {
      self[text: "status.quarantine.message"].map { message in
        Quarantine(
          machine: self[text: "status.quarantine.machine"], message: message,
          since: self[time: "status.quarantine.since"])
      }
    }
    set {
      self["status.quarantine"] = nil
      guard let newValue else { return }
      self[text: "status.quarantine.machine"] = newValue.machine
      self[text: "status.quarantine.message"] = newValue.message
      self[time: "status.quarantine.since"] = newValue.since
    }
  }
}
