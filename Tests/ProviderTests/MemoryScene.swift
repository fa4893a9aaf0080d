// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Foundation
import Kube
import Log
import ManagementAPI
import Manifest
import PKI
import Runtime
import Site
import Synchronization
import TestKit

@testable import Provider

/// A management API with the controllers of the in-memory provider, and nobody else: tests do what Cluster
/// API's controllers would.
struct MemoryScene {
  static let cluster = Key(namespace: "default", name: "demo")

  let server: APIServer
  let client: LocalClient
  let host: TestHost
  let clusters: InMemoryClusters
  let certificates: ClusterCertificates

  private static let kinds = Result {
    let needed: [Kind] = [.cluster, .machine, .inMemoryCluster, .inMemoryMachine]
    return Catalog(
      Catalog.core.kinds + (try needed.map { try ServedKind(definition: $0.definition()) }))
  }

  static func run(
    cutting cutter: Cutter = Cutter(), _ body: (MemoryScene) async throws -> Void
  ) async throws {
    var certificates = ClusterCertificates()
    var style = ClusterCertificates.Style()
    style.algorithm = .ecdsaP256
    _ = try await certificates.complete(style)
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let server = APIServer(store, kinds: try kinds.get(), hosted: .core)
      try await server.prepare()
      let caretaker = Task { await server.tend() }
      let informers = Informers(server.client())
      let host = TestHost(server: server, cutter: cutter)
      let client = CuttingClient(inner: server.client(), cutter: cutter)
      let clusters = await InMemoryClusters(site(informers, client), on: host)
      let controllers = await clusters.controllers()
      let running = Task { await ControllerHost(controllers, over: informers).run() }
      let scene = MemoryScene(
        server: server, client: server.client(), host: host, clusters: clusters,
        certificates: certificates)
      defer {
        running.cancel()
        caretaker.cancel()
      }
      try await body(scene)
      running.cancel()
      await running.value
    }
  }

  private static func site(_ informers: Informers, _ client: any KubeClient) -> Site {
    Site(
      client: client, informers: informers, events: EventRecorder(client, component: "test"),
      workloads: NoWorkloads(), log: Logger(.error, to: RecordingSink()))
  }

  // MARK: What others would do

  var workload: LocalClient { server.client(of: "default/demo") }

  func make<Content: View>(_ view: Content) async throws -> Content {
    var collection = view.address
    collection.name = nil
    return Content(try await client.create(view.object, at: collection))
  }

  func get<Content: View>(_ type: Content.Type, _ name: String) async throws -> Content {
    Content(
      try await client.get(
        Address(type.kind.resource(), namespace: Self.cluster.namespace, name: name)))
  }

  func patch(_ kind: Kind, _ name: String, _ patch: Value, door: String? = nil) async throws {
    let address = Address(
      kind.resource(), namespace: Self.cluster.namespace, name: name, subresource: door)
    _ = try await client.patch(.merge(patch), at: address)
  }

  /// A Cluster whose infrastructure is said to be there as soon as it is.
  func makeCluster(faults: Value = [:]) async throws {
    var cluster = Cluster(namespace: "default", name: "demo")
    cluster[reference: "spec.infrastructureRef"] = ContractReference(
      Kind.inMemoryCluster.groupKind, name: "demo")
    cluster = try await make(cluster)
    guard let authority = certificates.pairs[.authority] else {
      throw TestFailure("make the cluster", "it has no authority")
    }
    _ = try await client.create(
      authority.object(for: .authority, of: cluster.object, owner: nil),
      at: Address(.secrets, namespace: "default"))
    var infrastructure = InMemoryCluster(namespace: "default", name: "demo")
    infrastructure.metadata.labels[Labels.clusterName] = "demo"
    infrastructure.metadata.ownerReferences = [OwnerReference(to: cluster.object)]
    if faults != [:] { infrastructure["spec.faults"] = faults }
    _ = try await make(infrastructure)
    try await eventually("there is infrastructure") {
      try await get(InMemoryCluster.self, "demo").isProvisioned
    }
    try await patch(
      .cluster, "demo", ["status": ["initialization": ["infrastructureProvisioned": true]]],
      door: "status")
  }

  /// A Machine with its InMemoryMachine and its bootstrap data.
  func makeMachine(
    _ name: String, _ role: NodeRole, token: BootstrapToken? = nil, spec: Value = [:]
  ) async throws {
    var bootstrap = NodeBootstrap(
      spec: [:], cluster: ClusterFacts(name: "demo", endpoint: "127.0.0.1:6443"),
      kubernetesVersion: "v1.30.0")
    bootstrap.certificates = certificates
    bootstrap.token = token
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "default",
      name: name)
    let text = try bootstrap.userData(for: role).text.reveal()
    secret.value["data"] = ["value": .string(Data(text.utf8).base64EncodedString())]
    _ = try await client.create(secret, at: Address(.secrets, namespace: "default"))
    var machine = Machine(namespace: "default", name: name)
    machine.metadata.labels[Labels.clusterName] = "demo"
    if role != .worker { machine.metadata.labels[Labels.controlPlane] = "" }
    machine[text: "spec.clusterName"] = "demo"
    machine[text: "spec.version"] = "v1.30.0"
    machine.dataSecretName = name
    machine[reference: "spec.infrastructureRef"] = ContractReference(
      Kind.inMemoryMachine.groupKind, name: name)
    machine = try await make(machine)
    var instance = InMemoryMachine(namespace: "default", name: name)
    instance.metadata.labels[Labels.clusterName] = "demo"
    instance.metadata.ownerReferences = [OwnerReference(to: machine.object, isController: true)]
    if spec != [:] { instance.spec = spec }
    _ = try await make(instance)
  }

  func becomesNode(_ name: String) async throws {
    try await eventually("\(name) is a Node") {
      try await get(InMemoryMachine.self, name).nodeName == name
    }
  }

  /// A token that lets machines join, in the workload cluster.
  func makeToken(expiring: Duration = .seconds(900)) async throws -> BootstrapToken {
    let token = BootstrapToken.make()
    _ = try await workload.create(
      token.object(expiringAt: .now() + expiring),
      at: Address(.secrets, namespace: "kube-system"))
    return token
  }

  func exec(_ words: String, in name: String) async throws -> PodExec.Result {
    let command = ["etcdctl", "-w", "json"] + words.split(separator: " ").map(String.init)
    return try await clusters.exec(
      PodExec(command, namespace: "kube-system", pod: "etcd-\(name)", container: "etcd"),
      in: Self.cluster)
  }
}

/// A host without doors: what is opened is only written down.
final class TestHost: ClusterHost {
  let server: APIServer
  let cutter: Cutter
  let opened = Mutex<[Key: UInt16]>([:])
  let address = "127.0.0.1"

  init(server: APIServer, cutter: Cutter) {
    self.server = server
    self.cutter = cutter
  }

  private func name(_ cluster: Key) -> String { "\(cluster)" }

  func client(of cluster: Key) -> any KubeClient {
    CuttingClient(inner: server.client(of: name(cluster)), cutter: cutter)
  }

  func prepare(_ cluster: Key) async throws(StatusError) {
    try await server.prepare(name(cluster))
  }

  func erase(_ cluster: Key) async throws(StatusError) { try await server.erase(name(cluster)) }

  func isFree(_ port: UInt16) -> Bool { true }

  func open(_ cluster: Key, port: UInt16, authority: KeyPair) async throws {
    opened.withLock { $0[cluster] = port }
  }

  func close(_ cluster: Key) { opened.withLock { $0[cluster] = nil } }
}
