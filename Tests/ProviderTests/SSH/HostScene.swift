// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import ManagementAPI
import Packs
import TestKit
import Testing

@testable import Provider

/// A cluster of hosts that are none, in a management API with the SSH provider's packs.
struct HostScene {
  let scene: PackScene

  static func run(
    _ hosts: any HostDoor, patience: Duration = .zero, _ body: (HostScene) async throws -> Void
  ) async throws {
    let kinds = try [Kind.sshCluster, .sshMachine, .sshHost].map {
      try ServedKind(definition: $0.definition())
    }
    try await PackScene.run(
      try packs(), kinds: kinds, over: [HostTransport(through: hosts, patience: patience)]
    ) { scene in
      let host = HostScene(scene: scene)
      try await scene.apply(Self.ground)
      try await body(host)
    }
  }

  private static func packs() throws -> [Pack] {
    try ["sshcluster", "sshhost", "sshmachine"].flatMap { try Pack.read(providerPack("ssh", $0)) }
  }

  private static let ground = """
    apiVersion: v1
    kind: Secret
    metadata: {name: key}
    stringData: {identity: none, known_hosts: ""}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo}
    spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: SSHCluster, name: demo}}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: SSHCluster
    metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: {controlPlaneEndpoint: {host: 10.0.0.1, port: 6443}}
    """

  /// A host at the address of its name.
  func addHost(_ name: String, labels: [String: String] = [:]) async throws {
    let words = labels.map { "\($0): \($1)" }.joined(separator: ", ")
    try await scene.apply(
      """
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: SSHHost
      metadata: {name: \(name), labels: {\(words)}}
      spec: {address: \(name), secretRef: {name: key}}
      """)
  }

  /// A Machine with bootstrap data, and its SSHMachine.
  func addMachine(
    _ name: String, selector: String = "{}", hasData: Bool = true
  ) async throws {
    // What core's controller would have said.
    try await provision()
    try await scene.apply(
      """
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Machine
      metadata: {name: \(name), labels: {cluster.x-k8s.io/cluster-name: demo}}
      spec:
        clusterName: demo
        bootstrap: {configRef: {apiGroup: bootstrap.cluster.x-k8s.io, kind: KubeadmConfig, name: \(name)}}
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: SSHMachine, name: \(name)}
      """)
    if hasData { try await addData(name) }
    let machine = try #require(try await scene.get(Kind.machine.resource(), name))
    try await scene.apply(
      """
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: SSHMachine
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: demo}
        ownerReferences:
        - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: \(name), uid: \(machine.metadata.uid ?? ""), controller: true}
      spec: {hostSelector: \(selector)}
      """)
  }

  /// What a Machine is started with.
  func addData(_ name: String) async throws {
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: \(name)-data}
      stringData:
        value: |
          #cloud-config
          write_files: [{path: /etc/hello, content: hello}]
      """)
    let patch: Value = ["spec": ["bootstrap": ["dataSecretName": .string("\(name)-data")]]]
    _ = try await scene.client.patch(
      .merge(patch), at: Address(Kind.machine.resource(), namespace: "default", name: name))
  }

  private func provision() async throws {
    var door = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    door.subresource = "status"
    let patch: Value = ["status": ["initialization": ["infrastructureProvisioned": true]]]
    _ = try await scene.client.patch(.merge(patch), at: door)
  }

  func machine(_ name: String) async throws -> Object? {
    try await scene.get(Kind.sshMachine.resource(), name)
  }

  func host(_ name: String) async throws -> SSHHost? {
    try await scene.get(Kind.sshHost.resource(), name).map(SSHHost.init)
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    _ = try await scene.client.delete(
      Address(kind.resource(), namespace: "default", name: name))
  }

  func annotate(_ host: String) async throws {
    let patch: Value = ["metadata": ["annotations": [Annotations.clean: "yes"]]]
    _ = try await scene.client.patch(
      .merge(patch), at: Address(Kind.sshHost.resource(), namespace: "default", name: host))
  }

  /// Waits until Ready of an object says something with these words.
  func says(_ kind: Kind, _ name: String, _ words: String) async throws {
    var last = ""
    do {
      try await eventually("\(kind.kind) \(name) says \(words)", within: .seconds(120)) {
        let object = try await scene.get(kind.resource(), name)
        last = object?.condition(ConditionTypes.ready)?.message ?? "nothing"
        return last.contains(words)
      }
    } catch {
      throw TestFailure("hear \"\(words)\" of \(name)", "it says: \(last)")
    }
  }

  func isReady(_ kind: Kind, _ name: String) async throws -> Bool {
    try await scene.get(kind.resource(), name)?.isTrue(ConditionTypes.ready) ?? false
  }
}
