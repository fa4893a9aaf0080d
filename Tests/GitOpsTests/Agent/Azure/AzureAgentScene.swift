// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import AzurePacks
import Foundation
import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Packs
import Provider
import Runtime
import Site
import TestKit
import Testing

@testable import GitOps

/// A management API with the packs of Azure and agents at work on it, and an Azure that they speak to.
struct AzureAgentScene {
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../..").standardizedFileURL

  let client: LocalClient
  let azure: EmulatedCloud

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func run(
    _ settings: String = "{}", _ body: (AzureAgentScene) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { folder in
      let azure = try EmulatedCloud(settings)
      let server = APIServer(
        try Store(folder.appending(path: "store.db").path), kinds: try .served())
      try await server.prepare()
      let tending = Task { await server.tend() }
      let scene = AzureAgentScene(client: server.client(), azure: azure)
      let (site, controllers, packs) = try await scene.controllers(in: folder)
      let work = Task { await ControllerHost(controllers, over: site.informers).run() }
      let following = Task { await packs.follow() }
      var failure: (any Error)?
      do { try await scene.play(body) } catch { failure = error }
      for task in [work, following, tending] { task.cancel() }
      await work.value
      await site.events.flush()
      await azure.end()
      if let failure { throw failure }
    }
  }

  private func play(_ body: (AzureAgentScene) async throws -> Void) async throws {
    let namespaces = Address(Resource(group: "", version: "v1", plural: "namespaces"))
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try? await client.create(Object(kind, name: "default"), at: namespaces)
    do {
      try await body(self)
    } catch {
      throw TestFailure("play the scene", "\(error)\n\(try await story())")
    }
  }

  private func controllers(
    in folder: URL
  ) async throws -> (Site, [Controller], PackControllers) {
    let http = HTTPClient(environment: [:])
    let site = Site(
      client: client, informers: Informers(client),
      events: EventRecorder(client, component: "test"), workloads: NoWorkloads(),
      log: Logger(.error, to: RecordingSink()))
    let depot = Depot(folder.appending(path: "git").path, over: http, maxSize: 1 << 30)
    let kit = GitOpsKit(site, depot: depot, api: client, over: http)
    let cloud = AzureCloud(
      name: "Emulator", authority: azure.url, manager: azure.url,
      audience: "https://management.azure.com", domain: "cloudapp.azure.com")
    let transport = AzureTransport(
      to: ResourceManager(over: http, signIn: AzureSignIn(over: http)), custom: cloud)
    let packs = try AzurePacks.all.flatMap { name, bytes in
      try Pack.read(Source(name, bytes: bytes))
    }
    let all = PackControllers(site, packs, over: [transport])
    return (site, await all.controllers() + kit.agentControllers(), all)
  }

  // MARK: What a person does

  func apply(_ text: String) async throws {
    var options = WriteOptions()
    options.fieldManager = "test"
    options.force = true
    for value in try Source("objects", text: text).values() {
      let object = Object(value)
      let kind = try #require(object.groupVersionKind)
      let resource =
        Kinds.find(kind.groupKind)?.resource()
        ?? Resource(group: kind.group, version: kind.version, plural: kind.kind.lowercased() + "s")
      let address = Address(resource, namespace: "default", name: object.name)
      _ = try await client.patch(.apply(value), at: address, options)
    }
  }

  /// The three clusters of the documentation, and who signs in.
  func makeClusters() async throws {
    try await apply(Self.credentials)
    for file in ["aks-ground", "project1-prod-aks", "project1-staging-aks", "project2-prod-aks"] {
      try await apply(try Self.text("docs/azure/\(file).yaml"))
    }
  }

  /// The first of them.
  func makeCluster() async throws {
    try await apply(Self.credentials)
    for file in ["aks-ground", "project1-prod-aks"] {
      try await apply(try Self.text("docs/azure/\(file).yaml"))
    }
  }

  static let credentials = """
    apiVersion: v1
    kind: Secret
    metadata: {name: azure}
    stringData:
      AZURE_SUBSCRIPTION_ID: 50b5c000-0000-4000-8000-000000000001
      AZURE_TENANT_ID: 7e57a000-0000-4000-8000-000000000001
      AZURE_CLIENT_ID: c11e4000-0000-4000-8000-000000000001
      AZURE_CLIENT_SECRET: emulator-secret
    """

  func patch(_ kind: Kind, _ name: String, _ patch: String) async throws {
    _ = try await client.patch(.merge(try YAML.parse(patch)), at: place(kind, name))
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    try await client.delete(place(kind, name))
  }

  // MARK: What is seen

  func place(_ kind: Kind, _ name: String) -> Address {
    Address(kind.resource(), namespace: "default", name: name)
  }

  func find(_ kind: Kind, _ name: String) async throws -> Object? {
    try await client.find(place(kind, name))
  }

  /// What the agent's status says of a cluster.
  func entry(_ cluster: String, of agent: String = "baseline") async throws -> Value? {
    try await find(.gitOpsAgent, agent).map(GitOpsAgent.init)?.clusters.first {
      $0["name"]?.string == cluster
    }
  }

  /// Waits until a cluster's entry says a word, and that in its message.
  @discardableResult
  func becomes(
    _ word: String, _ cluster: String = "project1-prod-aks", of agent: String = "baseline",
    saying text: String = ""
  ) async throws -> Value {
    var last: Value?
    try await eventually("\(cluster) is \(word) \(text)") {
      last = try await entry(cluster, of: agent)
      return last?["state"]?.string == word
        && (text.isEmpty || last?["message"]?.string?.contains(text) == true)
    }
    return try #require(last)
  }

  private func story() async throws -> String {
    var lines: [String] = []
    for kind in [Kind.gitOpsAgent, .azureFluxConfiguration, .azureManagedControlPlane] {
      for object in try await client.list(Address(kind.resource())).items {
        lines.append("\(object): \(JSON.text(object.status))")
      }
    }
    return lines.joined(separator: "\n")
  }
}
