// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
package import Kube
import Log
package import Manifest

/// What the user data of a machine tells it to do, as far as a machine does it that is none. Pure.
package struct JoinOrder: Sendable {
  package enum Verb: Sendable, Hashable {
    case initialize
    case join
  }

  package let verb: Verb
  /// What a first control plane is told of its cluster.
  package private(set) var clusterConfiguration: String?
  /// What proves that a machine may join; nil where it is told to prove it otherwise.
  package private(set) var token: BootstrapToken?
  package private(set) var labels: [String: String] = [:]
  /// Nil leaves them to kubeadm.
  package private(set) var taints: [Value]?

  private static let initFile = "/run/kubeadm/kubeadm.yaml"
  private static let joinFile = "/run/kubeadm/kubeadm-join-config.yaml"

  /// Reads the bootstrap Secret of a machine.
  package init(
    _ secret: Object, machine: String, uid: String, isFirst: Bool
  ) throws(BootstrapError) {
    let data = InstanceData(
      metaData: ["instance-id": .string(uid), "local-hostname": .string(machine)])
    let steps = try CloudConfig(secret, for: data).steps
    let commands = steps.flatMap { step in
      if case .commands("runcmd", let lines) = step { return lines }
      return []
    }
    if commands.contains(where: { $0.contains("kubeadm init") }) {
      verb = .initialize
    } else if commands.contains(where: { $0.contains("kubeadm join") }) {
      verb = .join
    } else {
      // Bootstrap data of others: the first control plane begins the cluster.
      verb = isFirst ? .initialize : .join
    }
    for case .files(let files) in steps {
      for file in files where file.path == (verb == .initialize ? Self.initFile : Self.joinFile) {
        try read(String(decoding: file.bytes.reveal(), as: UTF8.self))
      }
    }
  }

  private mutating func read(_ text: String) throws(BootstrapError) {
    do throws(ManifestError) {
      var documents = Source("kubeadm's configuration", text: text).documents()
      while let document = try documents.next()?.get() { read(document.value) }
    } catch {
      // The text holds tokens, and the error may hold the text.
      throw BootstrapError("read kubeadm's configuration in the user data", "it is no YAML")
    }
  }

  private mutating func read(_ document: Value) {
    switch document["kind"]?.string {
    case "ClusterConfiguration": clusterConfiguration = YAML.text(document)
    case "InitConfiguration": register(document["nodeRegistration"])
    case "JoinConfiguration":
      let text = document["discovery", "bootstrapToken", "token"]?.string
      token = text.flatMap { try? BootstrapToken($0) }
      register(document["nodeRegistration"])
    default: break
    }
  }

  private mutating func register(_ registration: Value?) {
    taints = registration?["taints"]?.list
    let arguments = registration?["kubeletExtraArgs"]
    // A map before v1beta4, a list of names and values since.
    let text =
      arguments?["node-labels"]?.string
      ?? arguments?.list?.first { $0["name"] == "node-labels" }?["value"]?.string ?? ""
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      labels[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
  }
}
