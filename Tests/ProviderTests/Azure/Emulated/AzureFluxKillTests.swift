// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// Processes that are killed while Flux is brought into a cluster, changed there and taken out again.
struct AzureFluxKillTests {
  /// Whose cluster Flux comes into.
  enum Home: CaseIterable { case managed, connected }

  private static let all: [(kind: Kind, name: String)] = [(.azureFluxConfiguration, "demo")]
  private static let connected =
    "/resourceGroups/edge/providers/Microsoft.Kubernetes/connectedClusters/edge"

  private static let flux = """
    apiVersion: v1
    kind: Secret
    metadata: {name: deploy-key}
    stringData: {identity: a-key-of-ours}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureFluxConfiguration
    metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec:
      name: platform
      gitRepository: {url: "ssh://git@host/p", repositoryRef: {branch: main}}
      secretRef: {name: deploy-key}
      kustomizations: {apps: {path: ./apps}}
    """

  @Test(arguments: Cutter.Place.allCases, Home.allCases)
  func `killed at any of its writes, the next process ends the same`(
    place: Cutter.Place, home: Home
  ) async throws {
    try await MortalScene.run { scene in
      try await Self.settle(home, scene)
      let whole = Life(countsWrites: true)
      try await Self.bringAndTake(scene, whole)
      // The extension, the configuration, its change and its removal.
      #expect(whole.calls == 4)
      for number in 1...whole.calls {
        let before = scene.deaths
        try await Self.bringAndTake(scene, Life(endingAt: number, place, countsWrites: true))
        #expect(scene.deaths == before + 1, "killed \(place) write \(number)")
      }
    }
  }

  /// A cluster that Azure runs, or knows of.
  private static func settle(_ home: Home, _ scene: MortalScene) async throws {
    guard home == .connected else {
      try await scene.makeManaged()
      let plane: [(kind: Kind, name: String)] = [(.azureManagedControlPlane, "demo")]
      return try await scene.work(on: plane, until: "the cluster is there") {
        try await scene.areReady(plane)
      }
    }
    try scene.azure.put("/resourceGroups/edge", "{\"location\": \"westeurope\"}")
    try scene.azure.put(
      connected,
      """
      {"location": "westeurope", "identity": {"type": "SystemAssigned"},
        "properties": {"agentPublicKeyCertificate": "key"}}
      """)
    try await scene.scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: azure}
      stringData: \(scene.credentials)
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata: {name: demo, annotations: {capctl.dev/variables-from: Secret/azure}}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureResource, name: edge}
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureResource
      metadata: {name: edge, labels: {cluster.x-k8s.io/cluster-name: demo}}
      spec: {id: "/subscriptions/$<AZURE_SUBSCRIPTION_ID>\(connected)", apiVersion: "2026-05-01"}
      """)
    let edge: [(kind: Kind, name: String)] = [(.azureResource, "edge")]
    try await scene.work(on: edge, until: "the cluster is known") {
      try await scene.areReady(edge)
    }
  }

  private static func bringAndTake(_ scene: MortalScene, _ life: Life) async throws {
    scene.azure.forgetRequests()
    scene.begin(life)
    try await scene.scene.apply(flux)
    try await scene.work(on: all, until: "Flux follows") {
      guard try await scene.areReady(all) else { return false }
      return try await scene.get(.azureFluxConfiguration, "demo")?.status["complianceState"]
        == "Compliant"
    }
    try await scene.suspend()
    try await scene.work(on: all, until: "it follows no more") {
      scene.configuration?["properties", "suspend"] == true
    }
    try await scene.remove(.azureFluxConfiguration, "demo")
    #expect(scene.configuration == nil)
    let made = scene.azure.made.map(EmulatedAzure.short)
    // Of a change the answer is 200: what was made was made once.
    #expect(
      made == [
        "microsoft.kubernetesconfiguration/extensions/flux",
        "microsoft.kubernetesconfiguration/fluxconfigurations/platform",
      ])
    // It stays for others who may follow something by it: here by hand, for the next life to begin alike.
    #expect(scene.azure["/extensions/flux"] != nil)
    scene.azure.take("/extensions/flux")
    try await scene.sweep([(.secrets, "deploy-key")])
  }
}

extension MortalScene {
  /// What Azure has of it.
  fileprivate var configuration: Value? { azure["/fluxConfigurations/platform"] }

  fileprivate func suspend() async throws {
    var object = try #require(try await get(.azureFluxConfiguration, "demo"))
    object.spec["suspend"] = true
    let address = Address(
      Kind.azureFluxConfiguration.resource(), namespace: "default", name: "demo")
    _ = try await scene.client.update(object, at: address)
  }
}
