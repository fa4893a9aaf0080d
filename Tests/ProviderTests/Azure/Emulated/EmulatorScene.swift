// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import HTTP
import Kube
import ManagementAPI
import Manifest
import Packs
import Testing

@testable import Provider

/// The packs of Azure against the emulator.
struct EmulatorScene: AzureObjects {
  let scene: PackScene
  let azure: EmulatedAzure
  let transport: CutTransport
  let subscription = EmulatedAzure.subscription

  var credentials: String {
    """
    {AZURE_SUBSCRIPTION_ID: \(subscription), AZURE_TENANT_ID: \(EmulatedAzure.tenant), \
    AZURE_CLIENT_ID: \(EmulatedAzure.client), AZURE_CLIENT_SECRET: \(EmulatedAzure.secret), TEAM: red}
    """
  }

  static func run(
    _ settings: String = "{}", _ body: (EmulatorScene) async throws -> Void
  ) async throws {
    try await EmulatedAzure.run(settings) { azure in
      let transport = CutTransport(transport(to: azure), cutting: nil, .before)
      let served = try AzureScene.kinds.map { try ServedKind(definition: $0.definition()) }
      try await PackScene.run(try AzureScene.packs(), kinds: served, over: [transport]) { scene in
        try await body(EmulatorScene(scene: scene, azure: azure, transport: transport))
      }
    }
  }

  /// A transport as a process has it that begins.
  static func transport(to azure: EmulatedAzure) -> AzureTransport {
    let http = HTTPClient(environment: [:])
    let cloud = AzureCloud(
      name: "Emulator", authority: azure.url, manager: azure.url,
      audience: "https://management.azure.com", domain: "cloudapp.azure.com")
    return AzureTransport(
      to: ResourceManager(over: http, signIn: AzureSignIn(over: http)), custom: cloud)
  }
}
