// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
import Log
import Manifest

/// What kubeadm has to be told of the machine that it runs on, above all where that is a container.
package struct MachineKubeadm: Sendable {
  /// What the Node is to say of where it runs: `docker:////name`.
  package var providerID: String
  /// Its kernel is its host's.
  package var isContainer: Bool
  /// Further arguments of the kubelet: node labels and the like.
  package var kubeletArguments: [String: String]

  package init(
    providerID: String, isContainer: Bool = true, kubeletArguments: [String: String] = [:]
  ) {
    self.providerID = providerID
    self.isContainer = isContainer
    self.kubeletArguments = kubeletArguments
  }

  /// What a container's kernel and memory do not pass, for they are its host's.
  private static let ignored = [
    "SystemVerification", "Swap", "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables",
  ]

  /// User data with kubeadm's configuration made fit; everything else in it stays.
  package func fit(_ config: CloudConfig) throws(BootstrapError) -> CloudConfig {
    try config.changingFiles { file throws(BootstrapError) in
      guard file.path == NodeBootstrap.initPath || file.path == NodeBootstrap.joinPath else {
        return file
      }
      var file = file
      let text = String(decoding: file.bytes.reveal(), as: UTF8.self)
      file.bytes = Secret(Array(try fit(text, in: file.path).utf8))
      return file
    }
  }

  /// kubeadm's configuration, made fit. What a person has set stays as it is.
  func fit(_ text: String, in path: String) throws(BootstrapError) -> String {
    var documents = try Self.documents(of: text, path)
    var isInit = false
    var hasProxy = false
    for place in documents.indices {
      switch documents[place]["kind"]?.string {
      case "InitConfiguration":
        isInit = true
        register(&documents[place])
      case "JoinConfiguration": register(&documents[place])
      case "KubeProxyConfiguration":
        hasProxy = true
        if isContainer, documents[place]["conntrack", "maxPerCore"] == nil {
          documents[place].set(0, at: "conntrack", "maxPerCore")
        }
      default: break
      }
    }
    if isContainer, isInit, !hasProxy {
      // The host's table of connections is not a container's to change.
      documents.append([
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
        "conntrack": ["maxPerCore": 0],
      ])
    }
    return YAML.text(documents: documents)
  }

  private func register(_ document: inout Value) {
    var registration = document["nodeRegistration"] ?? [:]
    if isContainer { settle(&registration) }
    // From v1beta4 on arguments are a list, in which a name may come twice.
    let isList = document["apiVersion"]?.string?.hasSuffix("/v1beta4") ?? false
    var given = registration["kubeletExtraArgs"] ?? (isList ? [] : [:])
    let wanted = kubeletArguments.merging(["provider-id": providerID]) { one, _ in one }
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
      given.add(name, value)
    }
    registration["kubeletExtraArgs"] = given
    document["nodeRegistration"] = registration
  }

  private func settle(_ registration: inout Value) {
    var ignored = registration["ignorePreflightErrors"]?.list ?? []
    if !ignored.contains("all") {
      ignored += Self.ignored.map { .string($0) }.filter { !ignored.contains($0) }
    }
    registration["ignorePreflightErrors"] = .list(ignored)
    if registration["criSocket"] == nil {
      registration["criSocket"] = "unix:///run/containerd/containerd.sock"
    }
  }

  private static func documents(
    of text: String, _ path: String
  ) throws(BootstrapError) -> [Value] {
    do throws(ManifestError) {
      var documents: [Value] = []
      for document in Source(path, text: text).documents() {
        documents.append(try document.get().value)
      }
      return documents
    } catch {
      throw BootstrapError("read \(path)", error.cause)
    }
  }
}

extension Value {
  /// Adds an argument unless it is there.
  fileprivate mutating func add(_ name: String, _ value: String) {
    if let items = list {
      guard !items.contains(where: { $0["name"]?.string == name }) else { return }
      self = .list(items + [["name": .string(name), "value": .string(value)]])
    } else if self[name] == nil {
      self[name] = .string(value)
    }
  }

  fileprivate mutating func set(_ value: Value, at first: String, _ second: String) {
    var inner = self[first] ?? [:]
    inner[second] = value
    self[first] = inner
  }
}
