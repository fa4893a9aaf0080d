// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// The Secrets that nodes have `azure.json` from.
struct AzureSettingsTests {
  private static let template = """
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureMachineTemplate
    metadata:
      name: demo-md-0
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec:
      template:
        spec: {vmSize: Standard_B2ms, osDisk: {osType: Linux}}
    """

  @Test func `nodes find azure.json in the Secret of their template`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster(
        "{location: westeurope, resourceGroup: rg, networkSpec: {vnet: {name: net}}}")
      try await scene.scene.apply(Self.template)
      let pack = try #require(try AzureScene.packs().first { $0.kind == "AzureCluster" })
      let reconciler = AzureSettingsReconciler(site: scene.scene.site, pack: pack, custom: nil)
      try await eventually("the Secret is there") {
        _ = try await reconciler.reconcile(Key(namespace: "default", name: "demo-md-0"))
        return try await scene.scene.get(.secrets, "demo-md-0-azure-json") != nil
      }
      let secret = try #require(try await scene.scene.get(.secrets, "demo-md-0-azure-json"))
      for key in ["control-plane-azure.json", "worker-node-azure.json"] {
        let value = try JSON.parse(try #require(secret.secretText(key)))
        #expect(value["cloud"] == "AzurePublicCloud")
        #expect(value["subscriptionId"] == "s-1")
        #expect(value["aadClientSecret"] == "hush")
        #expect(value["resourceGroup"] == "rg")
        #expect(value["vnetName"] == "net")
        #expect(value["securityGroupName"] == "demo-node-nsg")
        #expect(value["subnetName"] == "demo-node-subnet")
        #expect(value["routeTableName"] == "demo-node-routetable")
      }
    }
  }
}
