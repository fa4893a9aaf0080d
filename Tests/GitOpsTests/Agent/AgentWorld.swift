// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import GitOps

/// A management API and a workload cluster, both embedded, and processes that bring an agent from one to the
/// other, one after another.
struct AgentWorld: Sendable {
  private let folder: URL
  private let server: APIServer
  /// What a person sees: it is never cut.
  private let client: LocalClient
  private let inside: LocalClient

  init(in folder: URL) async throws {
    self.folder = folder
    server = APIServer(
      try Store(folder.appending(path: "store.db").path), kinds: try .served())
    client = server.client()
    inside = server.client(of: "default/demo")
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    let namespaces = Address(Resource(group: "", version: "v1", plural: "namespaces"))
    for client in [client, inside] {
      _ = try? await client.create(Object(kind, name: "default"), at: namespaces)
    }
  }

  /// Makes the agent, what it names, and a cluster that answers.
  func begin(_ agent: String) async throws {
    try await apply(Object(try YAML.parse(agent)), at: place(.gitOpsAgent, "platform"))
    for (name, text) in [("network", Self.network), ("flux", try Self.manifest())] {
      var map = Object(
        GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "default",
        name: name)
      map.value["data"] = ["file.yaml": .string(text)]
      try await apply(map, at: Address(.configMaps, namespace: "default", name: name))
    }
    var cluster = Object(Kind.cluster.at(), namespace: "default", name: "demo")
    cluster.spec = [
      "controlPlaneEndpoint": ["host": "127.0.0.1", "port": 6443],
      "infrastructureRef": [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "InMemoryCluster", "name": "demo",
      ],
    ]
    try await apply(cluster, at: place(.cluster, "demo"))
    var door = place(.cluster, "demo")
    door.subresource = "status"
    _ = try await client.patch(
      .merge(["status": ["initialization": ["controlPlaneInitialized": true]]]), at: door)
  }

  private func apply(_ object: Object, at address: Address) async throws {
    var options = WriteOptions()
    options.fieldManager = "test"
    _ = try await client.patch(.apply(object.value), at: address, options)
  }

  private func place(_ kind: Kind, _ name: String) -> Address {
    Address(kind.resource(), namespace: "default", name: name)
  }

  private static let network = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: network, namespace: default}
    """

  /// Flux's kinds, and a controller that nobody runs.
  private static func manifest() throws -> String {
    let definitions = try [Kind.gitRepository, .kustomization].map {
      YAML.text(try $0.guestDefinition(nil).value)
    }
    let rest = """
      apiVersion: v1
      kind: Namespace
      metadata: {name: flux-system}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: source-controller, namespace: flux-system}
      spec:
        selector: {matchLabels: {app: source-controller}}
        template:
          metadata: {labels: {app: source-controller}}
          spec: {containers: [{name: manager, image: "example.com/source-controller:v1"}]}

      """
    return "---\n# Flux Version: v2.0.0\n" + (definitions + [rest]).joined(separator: "---\n")
  }

  // MARK: Processes

  /// Runs `body` beside a process, which is dead from before one of its writes on.
  @discardableResult
  func live(
    cutBefore number: Int? = nil, _ body: (Scissors) async throws -> Void
  ) async throws -> Scissors {
    let scissors = Scissors(number)
    let management = CutClient(client: client, scissors: scissors)
    let http = HTTPClient(environment: [:])
    let site = Site(
      client: management, informers: Informers(client),
      events: EventRecorder(client, component: "test"),
      workloads: OneWorkload(client: CutClient(client: inside, scissors: scissors)),
      log: Logger(.error, to: RecordingSink()))
    let depot = Depot(folder.appending(path: "git").path, over: http, maxSize: 1 << 30)
    let kit = GitOpsKit(site, depot: depot, api: client, over: http)
    let host = ControllerHost(await kit.agentControllers(), over: site.informers)
    let work = Task { await host.run() }
    site.nodes.begin(Key(namespace: "default", name: "demo"))
    var failure: (any Error)?
    do { try await body(scissors) } catch { failure = error }
    let story = "\(String(describing: try? await message()))"
    work.cancel()
    await work.value
    await site.events.flush()
    if let failure { throw TestFailure("bring the agent", "\(failure): \(story)") }
    return scissors
  }

  // MARK: What is seen

  private func agent() async throws -> GitOpsAgent {
    GitOpsAgent(try await client.get(place(.gitOpsAgent, "platform")))
  }

  func publicKey() async throws -> String? { try await agent().publicKey }
  func state() async throws -> String? { try await agent().clusters.first?["state"]?.string }

  func message() async throws -> String? {
    let agent = try await agent()
    return agent.clusters.first?["message"]?.string ?? agent.condition("Ready")?.message
  }

  /// What the Secret of the deploy key holds.
  func key() async throws -> Value? {
    try await client.find(Address(.secrets, namespace: "default", name: "deploy-key"))?
      .value["data"]
  }

  /// All is in the cluster that an agent of the type needs.
  func expectAll(of type: String) async throws {
    let (namespace, name, secret, deployment) =
      type == "flux"
      ? ("flux-system", "flux-system", "flux-system", "source-controller")
      : ("capctl-system", "platform", "deploy-key", "capctl-agent")
    let addresses = [
      Address(Kind.gitRepository.resource(), namespace: namespace, name: name),
      Address(Kind.kustomization.resource(), namespace: namespace, name: name),
      Address(.secrets, namespace: namespace, name: secret),
      Address(.deployments, namespace: namespace, name: deployment),
      Address(.configMaps, namespace: namespace, name: ClusterFacts.name),
      Address(.configMaps, namespace: "default", name: "network"),
    ]
    for address in addresses {
      #expect(try await inside.find(address) != nil, "\(address)")
    }
    let copy = try await inside.get(addresses[2]).value["data"]
    #expect(copy?["identity"] == (try await key()?["identity"]))
  }
}

/// When a process dies: before the write of a number.
final class Scissors: Sendable {
  private let number: Int?
  private let count = Mutex(0)

  init(_ number: Int?) { self.number = number }

  var isCut: Bool { number.map { limit in count.withLock { $0 > limit } } ?? false }

  fileprivate func passes(_ call: Call) -> Bool {
    count.withLock { count in
      switch call.verb {
      case .get, .list: break
      default: count += 1
      }
      return number.map { count <= $0 } ?? true
    }
  }
}

/// A client of a process that may be dead.
private struct CutClient: KubeClient, Discoverable {
  let client: LocalClient
  let scissors: Scissors

  func send(_ call: Call) async throws(StatusError) -> Answer {
    guard scissors.passes(call) else {
      var error = StatusError(code: 0, reason: .unknown, message: "the process is dead")
      error.origin = .unreachable
      throw error
    }
    return try await client.send(call)
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try await client.watch(address, options)
  }

  func document(_ path: String, accept: String) async throws(StatusError) -> Value {
    try await client.document(path, accept: accept)
  }
}

private struct OneWorkload: Workloads {
  let client: CutClient

  func client(of cluster: Key) async throws(StatusError) -> any KubeClient { client }

  func exec(_ exec: PodExec, in cluster: Key) async throws(StatusError) -> PodExec.Result {
    throw .noWay(into: cluster, "it has no pods")
  }
}
