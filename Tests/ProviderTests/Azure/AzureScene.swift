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
struct AzureScene: AzureObjects {
  let scene: PackScene
  let azure: StubAzure
  let transport: CutTransport
  let subscription = "s-1"
  let credentials =
    "{AZURE_SUBSCRIPTION_ID: s-1, AZURE_TENANT_ID: t-1, AZURE_CLIENT_ID: c-1, AZURE_CLIENT_SECRET: hush, TEAM: red}"

  static let kinds: [Kind] = [
    .azureCluster, .azureMachine, .azureMachineTemplate, .azureClusterIdentity,
    .azureManagedCluster,
    .azureManagedControlPlane, .azureManagedMachinePool, .azureResource,
    .azureFluxConfiguration, .machinePool,
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
}
