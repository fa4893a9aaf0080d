// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import AzurePacks
import HTTP
import Kube
import Manifest
import Packs
import Provider
import TestKit
import Testing

/// The same on an Azure of our own.
struct AzureForetellTests {
  private static let subscription = "50b5c000-0000-4000-8000-000000000001"

  private static let secret = """
    apiVersion: v1
    kind: Secret
    metadata: {name: azure}
    stringData:
      AZURE_SUBSCRIPTION_ID: \(subscription)
      AZURE_TENANT_ID: 7e57a000-0000-4000-8000-000000000001
      AZURE_CLIENT_ID: c11e4000-0000-4000-8000-000000000001
      AZURE_CLIENT_SECRET: emulator-secret
    """

  private static func machine(_ size: String) -> String {
    "{vmSize: \(size), osDisk: {osType: Linux, diskSizeGB: 30, managedDisk: "
      + "{storageAccountType: Premium_LRS}}}"
  }

  @Test func `a cluster of virtual machines lives as foretold`() async throws {
    try await EmulatedAzure.run { azure in
      try await run(azure) { plane in
        let sample = Sample(
          provider: "Azure", version: "v1beta1", cluster: "{location: westeurope}",
          worker: Self.machine("Standard_B2ms"), plane: Self.machine("Standard_B2ms"),
          annotations: "{capctl.dev/variables-from: Secret/azure}")
        let life = Life(
          plane: plane, sample: sample, count: 2, newWorker: Self.machine("Standard_D2s_v3"),
          more: Self.secret)
        try await life.live { try await drift(plane, azure) }
      }
      #expect(azure.ids.isEmpty, "\(azure.ids)")
    }
  }

  @Test func `a cluster that Azure runs lives as foretold`() async throws {
    try await EmulatedAzure.run { azure in
      try await run(azure) { plane in
        try await ManagedLife(plane: plane, secret: Self.secret).live()
      }
      #expect(azure.ids.isEmpty, "\(azure.ids)")
    }
  }

  private func run(_ azure: EmulatedAzure, _ body: (LivePlane) async throws -> Void) async throws {
    let http = HTTPClient(environment: [:])
    let cloud = AzureCloud(
      name: "Emulator", authority: azure.url, manager: azure.url,
      audience: "https://management.azure.com", domain: "cloudapp.azure.com")
    let transport = AzureTransport(
      to: ResourceManager(over: http, signIn: AzureSignIn(over: http)), custom: cloud)
    let packs = try AzurePacks.all.sorted { $0.key < $1.key }.flatMap {
      try Pack.read(Source($0.key, bytes: $0.value))
    }
    try await LivePlane.run(
      packs, over: transport,
      others: { site in
        [await transport.settingsController(site, packs)].compactMap(\.self)
      }, body)
  }

  /// Somebody takes away a table of routes, and the object says that this is to be healed.
  private func drift(_ plane: LivePlane, _ azure: EmulatedAzure) async throws {
    let id = try #require(azure.ids.first { $0.lowercased().contains("/routetables/") })
    azure.take(id)
    let address = Address(Kind.azureCluster.resource(), namespace: "default", name: "demo")
    try await plane.foretell("drift") { client in
      _ = try await client.patch(
        .merge(["metadata": ["annotations": [Annotations.drift: "heal"]]]), at: address)
    }
  }
}
