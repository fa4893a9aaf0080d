// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
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

  private func keep(_ scene: AzureScene) async throws {
    let keeper = AzureIdentityReconciler(site: scene.scene.site)
    _ = try await keeper.reconcile(Key(namespace: "default", name: "id"))
  }

  private func isHeld(_ resource: Resource, _ name: String, _ scene: AzureScene) async throws
    -> Bool?
  {
    try await scene.scene.get(resource, name)?.metadata.finalizers
      .contains(AzureIdentityReconciler.finalizer)
  }

  @Test func `an identity and its Secret stay for as long as something signs in with them`()
    async throws
  {
    let (identity, secret) = (Kind.azureClusterIdentity.resource(), Resource.secrets)
    try await run("type: ServicePrincipal, clientSecret: {name: id-secret}", secret: "hush") {
      scene in
      try await scene.becomesReady(.azureCluster, "demo")
      try await eventually("both are held") {
        try await keep(scene)
        let held = try await [isHeld(identity, "id", scene), isHeld(secret, "id-secret", scene)]
        return held == [true, true]
      }
      #expect(try await isHeld(secret, "demo-kubeconfig", scene) != true)
      for (resource, name) in [(identity, "id"), (secret, "id-secret")] {
        let address = Address(resource, namespace: "default", name: name)
        _ = try await scene.scene.client.delete(address)
      }
      try await keep(scene)
      try await scene.delete(.azureCluster, "demo")
      #expect(scene.azure.things.isEmpty, "it was deleted by whoever was deleted before")
      try await eventually("both are gone") {
        try await keep(scene)
        let held = try await [isHeld(identity, "id", scene), isHeld(secret, "id-secret", scene)]
        return held == [nil, nil]
      }
    }
  }

  @Test func `a Secret that is no identity's any more is let go`() async throws {
    try await run("type: ServicePrincipal, clientSecret: {name: id-secret}", secret: "hush") {
      scene in
      try await eventually("it is held") {
        try await keep(scene)
        return try await isHeld(.secrets, "id-secret", scene) == true
      }
      let address = Address(
        Kind.azureClusterIdentity.resource(), namespace: "default", name: "id")
      let other: Value = ["spec": ["clientSecret": ["name": "another"]]]
      _ = try await scene.scene.client.patch(.merge(other), at: address)
      try await eventually("it is let go") {
        try await keep(scene)
        return try await isHeld(.secrets, "id-secret", scene) == false
      }
    }
  }
}
