// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// Jams that a provider makes: an Azure of our own, asked by the built program.
struct ProviderJamTests {
  /// Runs `body` beside a plane whose Azure is an emulator with these settings, and a cluster of it.
  private func withCluster(
    _ settings: String, secret: String = "emulator-secret",
    _ body: (URL) async throws -> Void
  ) async throws {
    let emulator = try AzureEmulator(try Settings(try JSON.parse(settings)))
    let url = "http://\(try emulator.listen())"
    let ending: Result<Void, any Error>
    do {
      try await withTemporaryDirectory { folder in
        let data = folder.appending(path: "data")
        let environment = [
          "AZURE_RESOURCE_MANAGER_ENDPOINT": url,
          "AZURE_RESOURCE_MANAGER_AUDIENCE": "https://management.azure.com",
        ]
        try await Server.run(in: data, environment: environment) { server in
          let file = try folder.write(try await Self.objects(secret), to: "demo.yaml").path
          let applied = try await server.kubectl("apply", "-f", file)
          #expect(applied.exitCode == 0, "\(applied.errorText)")
          try await body(data)
        }
      }
      ending = .success(())
    } catch { ending = .failure(error) }
    await emulator.shutDown()
    try ending.get()
  }

  private static func objects(_ secret: String) async throws -> String {
    let cluster = try await Capctl.run(
      "generate", "cluster", "demo", "-i", "azure", "--kubernetes-version", "v1.30.0",
      "--worker-machine-count", "1",
      environment: [
        "AZURE_LOCATION": "westeurope", "AZURE_CONTROL_PLANE_MACHINE_TYPE": "Standard_B2ms",
        "AZURE_NODE_MACHINE_TYPE": "Standard_B2ms",
      ])
    guard cluster.exitCode == 0 else { throw TestFailure("generate", cluster.errorText) }
    return cluster.text + """

      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: azure, namespace: default}
      stringData:
        AZURE_SUBSCRIPTION_ID: 50b5c000-0000-4000-8000-000000000001
        AZURE_TENANT_ID: 7e57a000-0000-4000-8000-000000000001
        AZURE_CLIENT_ID: c11e4000-0000-4000-8000-000000000001
        AZURE_CLIENT_SECRET: \(secret)

      """
  }

  @Test func `a quota`() async throws {
    try await withCluster(#"{"cores": 1}"#) { folder in
      try await Explained(
        folder: folder, word: "ready", object: "cluster/demo",
        blocker: "AzureMachine default/demo-control-plane-", words: "quota",
        remedy: "ask the provider for more"
      ).isTold()
    }
  }

  @Test func `wrong credentials`() async throws {
    try await withCluster("{}", secret: "not-the-secret") { folder in
      try await Explained(
        folder: folder, word: "ready", object: "cluster/demo",
        blocker: "AzureCluster default/demo", words: "AADSTS",
        remedy: "put right credentials into the Secret"
      ).isTold()
    }
  }
}
