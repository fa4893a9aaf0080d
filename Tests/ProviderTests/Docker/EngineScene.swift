// SPDX-License-Identifier: Apache-2.0

import API
import Docker
import Foundation
import HTTP
import Kube
import Manifest
import Packs
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// The Docker provider's packs over a real engine, with a relay between that can be cut and writes down what is
/// asked for. Containers go with the test.
struct EngineScene {
  let scene: PackScene
  let relay: SocketRelay
  let recorder: RecordingTransport
  /// Not through the relay: what a person does by hand.
  let engine: DockerEngine
  let name: String

  static func run(_ body: (EngineScene) async throws -> Void) async throws {
    let address = try DockerPart.engine.value()
    let engine = DockerEngine(
      at: try DockerEndpoint(address), over: HTTPClient(environment: [:]))
    let name = "capctl-packs-\(UInt32.random(in: 0...999_999))"
    try await withTemporaryDirectory { folder in
      let relay = SocketRelay(
        to: String(address.dropFirst("unix://".count)), at: folder.appending(path: "e.sock").path)
      try relay.start()
      defer { relay.stop() }
      let inner = DockerTransport(
        to: DockerEngine(
          at: try DockerEndpoint("unix://\(relay.path)"), over: HTTPClient(environment: [:])))
      let recorder = RecordingTransport(inner)
      let ending = await Result {
        try await PackScene.run(try packs(), over: [recorder]) { scene in
          let own = EngineScene(
            scene: scene, relay: relay, recorder: recorder, engine: engine, name: name)
          try await body(own)
        }
      }
      for container in try await engine.containers(labels: ["io.x-k8s.kind.cluster": name]) {
        try await engine.removeContainer(container.id)
      }
      try ending.get()
    }
  }

  static func packs() throws -> [Pack] {
    try ["dockercluster", "dockermachine"].flatMap { name in
      try Pack.read(providerPack("docker", name))
    }
  }

  // MARK: Objects

  func addCluster(paused: Bool = false) async throws {
    try await scene.apply(try clusterText(paused: paused))
  }

  /// - Returns: Its load balancer.
  func makeCluster() async throws -> String {
    try await addCluster()
    try await isReady(.dockerCluster, name)
    return try #require(try await balancer())
  }

  func clusterText(paused: Bool) throws -> String {
    let image = try DockerPart.balancerImage.value().split(separator: ":").map(String.init)
    let repository = image[0].split(separator: "/").dropLast().joined(separator: "/")
    return """
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata: {name: \(name)}
      spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerCluster, name: \(name)}}
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: DockerCluster
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: \(name)}
        annotations: {\(paused ? Annotations.paused : "test"): "true"}
      spec: {loadBalancer: {imageRepository: \(repository), imageTag: "\(image[1])"}}

      """
  }

  func addMachine(paused: Bool = false, image: String? = nil) async throws {
    var door = Address(Kind.cluster.resource(), namespace: "default", name: name)
    door.subresource = "status"
    let patch: Value = ["status": ["initialization": ["infrastructureProvisioned": true]]]
    _ = try await scene.client.patch(.merge(patch), at: door)
    let texts = try machineText(image ?? DockerPart.nodeImage.value(), paused: paused)
      .components(separatedBy: "---\n")
    try await scene.apply(texts.dropLast().joined(separator: "---\n"))
    let machine = try #require(try await scene.get(Kind.machine.resource(), "w"))
    try await scene.apply(
      texts.suffix(1).joined().replacing("OWNER", with: machine.metadata.uid ?? ""))
  }

  /// A control plane, its data, and its container.
  func machineText(_ image: String, paused: Bool = false) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: data}
    data: {value: I2Nsb3VkLWNvbmZpZwpydW5jbWQ6IFsidHJ1ZSJdCg==}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Machine
    metadata: {name: w, labels: {cluster.x-k8s.io/cluster-name: \(name)}}
    spec:
      clusterName: \(name)
      bootstrap: {dataSecretName: data}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerMachine, name: w}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: DockerMachine
    metadata:
      name: w
      labels: {cluster.x-k8s.io/cluster-name: \(name), cluster.x-k8s.io/control-plane: ""}
      annotations: {\(paused ? Annotations.paused : "test"): "true"}
      ownerReferences:
      - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: w, uid: OWNER, controller: true}
    spec: {customImage: "\(image)"}

    """
  }

  func object(_ kind: Kind, _ name: String) async throws -> Object? {
    try await scene.get(kind.resource(), name)
  }

  func patch(_ kind: Kind, _ name: String, _ patch: Value) async throws {
    let address = Address(kind.resource(), namespace: "default", name: name)
    _ = try await scene.client.patch(.merge(patch), at: address)
  }

  func resume(_ kind: Kind, _ name: String) async throws {
    try await patch(kind, name, ["metadata": ["annotations": [Annotations.paused: .null]]])
  }

  func isReady(_ kind: Kind, _ name: String, within limit: Duration = .seconds(300)) async throws {
    var last = ""
    do {
      try await eventually("\(name) is ready", within: limit) {
        let condition = try await object(kind, name)?.condition(ConditionTypes.ready)
        last = condition?.message ?? ""
        return condition?.status == .yes
      }
    } catch {
      throw TestFailure("see \(kind.kind) \(name) ready", "it says: \(last)")
    }
  }

  /// The caches that plans are made with have what there is.
  func isKnown() async throws {
    for kind in [Kind.cluster, .machine, .dockerCluster, .dockerMachine] {
      let cache = await scene.site.informer(kind).cache
      try await eventually("each \(kind.kind) is known", within: .seconds(60)) {
        let address = Address(kind.resource(), namespace: "default")
        let objects = try await scene.client.list(address).items
        // And no other: what is gone is known to be.
        return cache.count == objects.count
          && objects.allSatisfy {
            cache[Key($0)]?.metadata.resourceVersion == $0.metadata.resourceVersion
          }
      }
    }
  }

  /// Another load balancer runs.
  func isReplaced(_ first: String) async throws {
    do {
      try await eventually("there is another", within: .seconds(120)) {
        guard let second = try await balancer() else { return false }
        return second != first
      }
    } catch {
      let object = try await object(.dockerCluster, name)
      let message = object?.condition(ConditionTypes.ready)?.message ?? "nothing"
      throw TestFailure("see another load balancer", "the cluster says: \(message)")
    }
  }

  /// The load balancer's container; nil where there is none that runs.
  func balancer() async throws -> String? {
    let found = try? await engine.inspectContainer("\(name)-lb")
    return found?["State", "Running"] == true ? found?["Id"]?.string : nil
  }
}

/// Writes down the writes that a transport is asked for.
final class RecordingTransport: Transport {
  private let inner: DockerTransport
  private let log = Mutex<[String]>([])

  init(_ inner: DockerTransport) { self.inner = inner }

  var name: String { inner.name }

  /// What was asked for since the last time, in the words of a plan.
  func take() -> [String] {
    log.withLock { log in
      defer { log = [] }
      return log
    }
  }

  var count: Int { log.withLock(\.count) }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    if call.isWrite { log.withLock { $0.append("\(call)") } }
    return await inner.send(call, for: subject)
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func follow(_ site: Site) async { await inner.follow(site) }
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) { inner.wake(wake) }
}
