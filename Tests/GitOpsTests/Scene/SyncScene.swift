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

/// The embedded API with both controllers at work on it, and a repository that they follow.
struct SyncScene {
  /// Where both objects are made.
  var namespace = "default"
  let folder: URL
  /// Of the embedded API; nil where the API is another.
  let store: Store?
  let client: any KubeClient & Discoverable
  let repository: Repository
  let kit: GitOpsKit

  /// What whoever starts capctl may say.
  struct Settings {
    var remoteBases: [String] = []
    var maxSize = 1 << 30
  }

  static func run(
    _ settings: Settings = Settings(), _ body: (SyncScene) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await Repository(in: folder)
      try await run(in: folder, repository, settings, body)
    }
  }

  /// One life of a process over what is in a folder.
  static func run(
    in folder: URL, _ repository: Repository, _ settings: Settings = Settings(),
    serving kinds: Catalog? = nil, _ body: (SyncScene) async throws -> Void
  ) async throws {
    let store = try Store(folder.appending(path: "store.db").path)
    let server = APIServer(store, kinds: try kinds ?? .served())
    let client = server.client()
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    for name in ["default", "demo"] {
      _ = try? await client.create(
        Object(kind, name: name),
        at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
    }
    try await run(over: client, store, in: folder, repository, settings, body)
  }

  /// The controllers at work on any API.
  static func run(
    over client: any KubeClient & Discoverable, _ store: Store? = nil,
    namespace: String = "default", in folder: URL, _ repository: Repository,
    _ settings: Settings = Settings(), _ body: (SyncScene) async throws -> Void
  ) async throws {
    let http = HTTPClient(environment: [:])
    let site = Site(
      client: client, informers: Informers(client),
      events: EventRecorder(client, component: "test"), workloads: NoWorkloads(),
      log: Logger(.error, to: RecordingSink()))
    let depot = Depot(folder.appending(path: "git").path, over: http, maxSize: settings.maxSize)
    var kit = GitOpsKit(site, depot: depot, api: client, over: http)
    kit.remoteBases = RemoteBaseRules(settings.remoteBases)
    let host = ControllerHost(await kit.controllers(), over: site.informers)
    let scene = SyncScene(
      namespace: namespace, folder: folder, store: store, client: client, repository: repository,
      kit: kit)
    let work = Task { await host.run() }
    do {
      try await body(scene)
    } catch {
      let story = await scene.story()
      work.cancel()
      await work.value
      throw TestFailure("play the scene", "\(error)\n\(story)")
    }
    work.cancel()
    await work.value
    await site.events.flush()
  }

  // MARK: What a person does

  /// Makes both objects; `repository` and `kustomization` are more of their specs.
  func follow(
    _ name: String = "all", path: String = "", url: String? = nil, repository: String = "{}",
    kustomization: String = "{}"
  ) async throws {
    let url = url ?? "file://\(self.repository.origin.path)"
    let source = try spec("interval: 1h\nref: {branch: main}\nurl: \"\(url)\"", repository)
    try await apply(
      Object([
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
        "metadata": ["name": "repo", "namespace": .string(namespace)], "spec": source,
      ]))
    let spec = try spec(
      """
      interval: 1h
      retryInterval: 1s
      prune: true
      path: "./\(path)"
      sourceRef: {kind: GitRepository, name: repo}
      """, kustomization)
    try await apply(
      Object([
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
        "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
      ]))
  }

  private func spec(_ text: String, _ more: String) throws -> Value {
    try YAML.parse(text).applying(mergePatch: try YAML.parse(more))
  }

  func apply(_ object: Object) async throws {
    let own = try Kinds.find(#require(object.groupVersionKind).groupKind)
    let resource =
      own?.resource()
      ?? Resource(group: "", version: "v1", plural: object.kind.lowercased() + "s")
    var options = WriteOptions()
    options.fieldManager = "test"
    options.force = true
    _ = try await client.patch(
      .apply(object.value),
      at: Address(resource, namespace: object.namespace, name: object.name), options)
  }

  func secret(_ name: String, _ data: [String: String]) async throws {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: namespace,
      name: name)
    object.value["stringData"] = .map(Map(data.map { ($0.key, .string($0.value)) }))
    try await apply(object)
  }

  func annotate(_ name: String, _ key: String, _ text: String) async throws {
    _ = try await client.patch(
      .merge(["metadata": ["annotations": .map(Map([(key, .string(text))]))]]),
      at: place(.kustomization, name))
  }

  // MARK: What is seen

  func place(_ kind: Kind, _ name: String) -> Address {
    Address(kind.resource(), namespace: namespace, name: name)
  }

  func kustomization(_ name: String = "all") async throws -> Kustomization {
    Kustomization(try await client.get(place(.kustomization, name)))
  }

  func configMap(_ name: String, in namespace: String? = nil) async throws -> Object? {
    try await client.find(Address(.configMaps, namespace: namespace ?? self.namespace, name: name))
  }

  func data(_ name: String, _ key: String = "key") async throws -> String? {
    try await configMap(name)?.value["data", key]?.string
  }

  /// The Kustomization says so of a revision, whatever it waited for.
  func isApplied(_ revision: String, by name: String = "all") async throws {
    try await eventually("\(revision) is applied") {
      let now = try await kustomization(name)
      return now.appliedRevision == revision && now.isTrue("Ready")
    }
  }

  /// Waits for a condition `Ready` that is not true, and answers its message.
  func complaint(
    _ kind: Kind = .kustomization, _ name: String = "all", reason: String,
    containing words: String = ""
  ) async throws -> String {
    var message = ""
    try await eventually("\(name) says \(reason) \(words)") {
      guard
        let ready = try await client.find(place(kind, name))?.condition("Ready"),
        ready.status == .no, ready.reason == reason, words.isEmpty || ready.message.contains(words)
      else { return false }
      message = ready.message
      return true
    }
    return message
  }

  private func story() async -> String {
    var lines: [String] = []
    for kind in [Kind.gitRepository, .kustomization] {
      for object in (try? await client.list(Address(kind.resource())).items) ?? [] {
        lines.append("\(object): \(JSON.text(object.status))")
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension Catalog {
  private static let made = Result { try make() }

  static func served() throws -> Catalog { try made.get() }

  /// As on a Kubernetes that nobody converts for, where only what is stored is served.
  static func storedOnly() throws -> Catalog { try make { try $0.guestDefinition(nil) } }

  private static func make(
    _ definition: (Kind) throws -> Object = { try $0.definition() }
  ) throws -> Catalog {
    var catalog = Catalog.core
    for kind in Kinds.all {
      var served = try ServedKind(definition: definition(kind))
      let conversion = Conversion(of: kind)
      served.convert = { (value, version) throws(StatusError) in
        try conversion.convert(value, to: version)
      }
      catalog.add(served)
    }
    return catalog
  }
}

/// A ConfigMap as a manifest.
func configMap(_ name: String, _ value: String = "value", namespace: String? = nil) -> String {
  """
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: \(name)
  \(namespace.map { "  namespace: \($0)" } ?? "")
  data:
    key: "\(value)"

  """
}
