// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Who signs in for a cluster.
struct AzureIdentityTests {
  private func identity(_ namespace: String, _ more: String) -> String {
    """
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureClusterIdentity
    metadata: {name: id}
    spec: {tenantID: t-1, clientID: c-1, \(more)}
    """
  }

  private func run(_ more: String, secret: String, _ body: (AzureScene) async throws -> Void)
    async throws
  {
    try await AzureScene.run { scene in
      try await scene.scene.apply(identity("default", more))
      try await scene.scene.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: id-secret}
        stringData: {clientSecret: "\(secret)"}
        """)
      try await scene.makeCluster(
        "{location: westeurope, subscriptionID: s-1, identityRef: {kind: AzureClusterIdentity, name: id}}"
      )
      try await body(scene)
    }
  }

  @Test func `an identity signs in with its Secret`() async throws {
    let more = "type: ServicePrincipal, clientSecret: {name: id-secret, namespace: default}"
    try await run(more, secret: #"hush\n"#) { scene in
      try await scene.becomesReady(.azureCluster, "demo")
    }
  }

  private static let refusals = [
    ("type: ServicePrincipal, clientSecret: {name: none}", "there is no entry clientSecret"),
    (
      "type: ServicePrincipal, clientSecret: {name: id-secret, namespace: other}",
      "is in another namespace"
    ),
    ("type: WorkloadIdentity", "set AZURE_FEDERATED_TOKEN_FILE and allow it with --env"),
    ("type: UserAssignedMSI", "set AZURE_USE_MSI and allow it with --env"),
    (
      "type: ServicePrincipalCertificate, certPath: /etc/passwd",
      "set AZURE_CLIENT_CERTIFICATE_PATH and allow it"
    ),
    ("type: UserAssignedIdentityCredential", "cannot be used"),
  ]

  @Test(arguments: refusals)
  func `an identity that may not be used is told of, and nothing is called`(
    more: String, words: String
  ) async throws {
    try await run(more, secret: "hush") { scene in
      try await scene.tells(.azureCluster, "demo", words)
      #expect(scene.azure.calls.isEmpty)
    }
  }

  @Test func `a wrong secret is told in Entra's terms, and shown nowhere`() async throws {
    let more = "type: ServicePrincipal, clientSecret: {name: id-secret}"
    try await run(more, secret: "wrong-one") { scene in
      try await scene.tells(.azureCluster, "demo", "cannot sign in to Stub as application c-1")
      let cluster = try #require(try await scene.get(.azureCluster, "demo"))
      #expect(!"\(cluster.value)".contains("wrong-one"))
      #expect(scene.azure.calls.isEmpty)
    }
  }

  @Test func `without any identity the condition says what to do`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster(
        "{location: westeurope, subscriptionID: s-1}", variables: "")
      try await scene.tells(
        .azureCluster, "demo", "nobody signs in: set identityRef of AzureCluster")
    }
  }
}
