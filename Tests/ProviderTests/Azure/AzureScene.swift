// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import AzurePacks
import Foundation
import HTTP
import Kube
import ManagementAPI
import Manifest
import Packs
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// The packs of Azure against a ``StubAzure``.
struct AzureScene {
  let scene: PackScene
  let azure: StubAzure
  let transport: CutTransport

  static let kinds: [Kind] = [
    .azureCluster, .azureMachine, .azureMachineTemplate, .azureClusterIdentity,
    .azureManagedCluster,
    .azureManagedControlPlane, .azureManagedMachinePool, .azureResource, .machinePool,
  ]

  static func packs() throws -> [Pack] {
    try AzurePacks.all.sorted { $0.key < $1.key }.flatMap { name, bytes in
      try Pack.read(Source("providers/azure/packs/\(name)", bytes: bytes))
    }
  }

  /// Runs `body`; the call of that number is cut off.
  static func run(
    cutting number: Int? = nil, _ place: Cutter.Place = .before,
    _ body: (AzureScene) async throws -> Void
  ) async throws {
    let azure = StubAzure()
    let url = Mutex("")
    try await StubServer.run { request, connection in
      azure.answer(request, connection, url.withLock { $0 })
    } _: { server in
      url.withLock { $0 = server.url }
      let http = HTTPClient(environment: [:])
      let cloud = AzureCloud(
        name: "Stub", authority: server.url, manager: server.url, audience: "stub", domain: "stub")
      let transport = CutTransport(
        AzureTransport(
          to: ResourceManager(over: http, signIn: AzureSignIn(over: http)), custom: cloud),
        cutting: number, place)
      let served = try kinds.map { try ServedKind(definition: $0.definition()) }
      try await PackScene.run(try packs(), kinds: served, over: [transport]) { scene in
        try await body(AzureScene(scene: scene, azure: azure, transport: transport))
      }
    }
  }

  // MARK: Objects

  /// A cluster whose variables come from a Secret; `spec` is that of its AzureCluster.
  func makeCluster(_ spec: String = "{location: westeurope}", variables: String = "Secret/azure")
    async throws
  {
    let name = "demo"
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: azure}
      stringData: {AZURE_SUBSCRIPTION_ID: s-1, AZURE_TENANT_ID: t-1, AZURE_CLIENT_ID: c-1, AZURE_CLIENT_SECRET: hush, TEAM: red}
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata:
        name: \(name)
        annotations: {capctl.dev/variables-from: "\(variables)"}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureCluster, name: \(name)}
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureCluster
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: \(name)}
      spec: \(spec)
      """)
  }

  func provision() async throws {
    var cluster = try #require(try await get(.cluster, "demo"))
    cluster.status["initialization"] = ["infrastructureProvisioned": true]
    let address = Address(
      Kind.cluster.resource(), namespace: "default", name: "demo", subresource: "status")
    _ = try await scene.client.update(cluster, at: address)
  }

  func makeMachine(
    _ name: String, isPlane: Bool = false, labels: String = "", _ spec: String = ""
  ) async throws {
    let plane = isPlane ? "cluster.x-k8s.io/control-plane: \"\"," : ""
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: \(name)-data}
      stringData: {value: "#cloud-config of \(name)"}
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Machine
      metadata:
        name: \(name)
        labels: {\(plane) \(labels) cluster.x-k8s.io/cluster-name: demo}
      spec:
        clusterName: demo
        version: v1.20.2
        bootstrap: {dataSecretName: \(name)-data}
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachine, name: \(name)}
      """)
    let owner = try #require(try await get(.machine, name))
    try await scene.apply(
      """
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureMachine
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: demo}
        ownerReferences:
          - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: \(name), uid: \(owner.metadata.uid ?? ""), controller: true}
      spec:
        vmSize: Standard_B2ms
        osDisk: {osType: Linux, diskSizeGB: 30, managedDisk: {storageAccountType: Premium_LRS}}
      \(spec)
      """)
  }

  func get(_ kind: Kind, _ name: String) async throws -> Object? {
    try await scene.get(kind.resource(), name)
  }

  @discardableResult
  func becomesReady(_ kind: Kind, _ name: String) async throws -> Object {
    do {
      try await eventually("\(kind.kind) \(name) is there") {
        try await get(kind, name)?.status["ready"] == true
      }
    } catch {
      Issue.record("\(try await get(kind, name)?.value ?? .null)")
      throw error
    }
    return try #require(try await get(kind, name))
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    let address = Address(kind.resource(), namespace: "default", name: name)
    _ = try await scene.client.delete(address)
    do {
      try await eventually("\(kind.kind) \(name) is gone") {
        try await get(kind, name) == nil
      }
    } catch {
      Issue.record("\(try await get(kind, name)?.value ?? .null)")
      throw error
    }
  }

  /// What the condition Ready says, once it says that.
  func tells(_ kind: Kind, _ name: String, _ words: String) async throws {
    do {
      try await eventually("\(name) tells \(words)") {
        try await message(kind, name).contains(words)
      }
    } catch {
      Issue.record("it tells: \(try await message(kind, name))")
      throw error
    }
  }

  private func message(_ kind: Kind, _ name: String) async throws -> String {
    let conditions = try await get(kind, name)?.status["conditions"]?.list ?? []
    return conditions.compactMap { $0["message"]?.string }.joined(separator: "; ")
  }
}

/// Cuts off one call of all that are sent: before it is carried out, or after, so that its answer is lost.
final class CutTransport: Transport {
  private let inner: AzureTransport
  private let number: Int?
  private let place: Cutter.Place
  private let count = Mutex(0)

  init(_ inner: AzureTransport, cutting number: Int?, _ place: Cutter.Place) {
    self.inner = inner
    self.number = number
    self.place = place
  }

  var name: String { inner.name }
  var sent: Int { count.withLock { $0 } }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    let mine = count.withLock { count in
      count += 1
      return count
    }
    if mine == number, place == .before { return .trouble("the line was cut") }
    let reply = await inner.send(call, for: subject)
    return mine == number ? .trouble("the line was cut") : reply
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    try await inner.variables(for: subject)
  }

  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) { inner.wake(wake) }
}
