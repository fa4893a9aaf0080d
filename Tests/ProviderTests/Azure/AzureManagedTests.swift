// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// Clusters that Azure runs, and resources of any kind, on a stub of Azure.
struct AzureManagedTests {
  /// As seed clusters are: in a group and a network that others made.
  private static let objects = """
    apiVersion: v1
    kind: Secret
    metadata: {name: azure}
    stringData: {AZURE_SUBSCRIPTION_ID: s-1, AZURE_TENANT_ID: t-1, AZURE_CLIENT_ID: c-1, AZURE_CLIENT_SECRET: hush}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata:
      name: demo
      annotations: {capctl.dev/variables-from: Secret/azure}
    spec:
      clusterNetwork: {services: {cidrBlocks: [172.16.0.0/22]}}
      controlPlaneRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedControlPlane, name: demo}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedCluster, name: demo}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedCluster
    metadata:
      name: demo
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec: {}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachinePool
    metadata:
      name: pool0
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec:
      clusterName: demo
      replicas: 2
      template:
        spec:
          clusterName: demo
          version: v1.31.2
          bootstrap: {dataSecretName: ""}
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedMachinePool, name: pool0}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedMachinePool
    metadata:
      name: pool0
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec: {mode: System, sku: Standard_B2ms, name: nodepool1}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedControlPlane
    metadata:
      name: demo
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec:
      version: v1.31.2
      location: westeurope
      resourceGroupName: aks
      networkPlugin: azure
      dnsServiceIP: 172.16.0.10
      virtualNetwork: {name: hub, cidrBlock: 10.0.0.0/16, subnet: {name: aks-subnet, cidrBlock: 10.0.0.0/24}}
      identity: {type: UserAssigned, userAssignedIdentityResourceID: /subscriptions/s-1/i}
      kubeletUserAssignedIdentity: /subscriptions/s-1/k
      addonProfiles: [{name: azurepolicy, enabled: true}]
    """

  private static func resource(_ name: String, _ id: String, _ body: String? = nil) -> String {
    """
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureResource
    metadata:
      name: \(name)
      labels: {cluster.x-k8s.io/cluster-name: demo}
    spec: {id: "\(id)", apiVersion: "2025-04-01"\(body.map { ", body: \($0)" } ?? "")}
    """
  }

  private static let group = "/subscriptions/$<AZURE_SUBSCRIPTION_ID>/resourceGroups/aks"

  @Test func `a cluster that Azure runs is made in a group that others made`() async throws {
    try await AzureScene.run { scene in
      try await scene.scene.apply(Self.objects)
      try await scene.tells(.azureManagedControlPlane, "demo", "managed PUT")
      try await scene.scene.apply(Self.resource("aks", Self.group, "{location: westeurope}"))
      try await scene.becomesReady(.azureResource, "aks")
      let plane = try await scene.becomesReady(.azureManagedControlPlane, "demo")
      #expect(plane.spec["controlPlaneEndpoint"] == ["host": "aks.stub", "port": 443])
      #expect(plane.status["initialized"] == true)
      #expect(plane.status["version"] == "v1.31.2")
      let cluster = try await scene.becomesReady(.azureManagedCluster, "demo")
      #expect(cluster.spec["controlPlaneEndpoint"] == ["host": "aks.stub", "port": 443])
      let pool = try await scene.becomesReady(.azureManagedMachinePool, "pool0")
      #expect(pool.status["replicas"] == 2)
      let kubeconfig = try await scene.scene.get(.secrets, "demo-kubeconfig")
      #expect(kubeconfig?.secretText("value")?.hasSuffix("listClusterAdminCredential") == true)
      try check(try #require(scene.azure.body("/managedclusters/demo")))
      try await scene.delete(.azureManagedMachinePool, "pool0")
      try await scene.delete(.azureManagedControlPlane, "demo")
      try await scene.delete(.azureManagedCluster, "demo")
      try await scene.delete(.azureResource, "aks")
      #expect(scene.azure.things.isEmpty)
    }
  }

  private func check(_ body: Value) throws {
    let properties = body["properties"]
    #expect(properties?["kubernetesVersion"] == "1.31.2")
    #expect(properties?["dnsPrefix"] == "demo")
    let network = properties?["networkProfile"]
    #expect(network?["serviceCidr"] == "172.16.0.0/22")
    #expect(network?["dnsServiceIP"] == "172.16.0.10")
    #expect(properties?["linuxProfile"] == nil)
    #expect(body["identity"]?["userAssignedIdentities"]?["/subscriptions/s-1/i"] == [:])
    #expect(properties?["addonProfiles"]?["azurepolicy"]?["enabled"] == true)
    let pool = try #require(properties?["agentPoolProfiles"]?.list?.first)
    #expect(pool["name"] == "nodepool1")
    #expect(pool["count"] == 2)
    #expect(
      pool["vnetSubnetID"]
        == "/subscriptions/s-1/resourceGroups/aks/providers/Microsoft.Network/virtualNetworks/hub/subnets/aks-subnet"
    )
  }

  @Test func `a resource that is there already is let be`() async throws {
    try await AzureScene.run { scene in
      try await scene.scene.apply(Self.objects)
      scene.azure.state.withLock {
        $0.things["/subscriptions/s-1/resourcegroups/aks"] = ["location": "northeurope"]
      }
      try await scene.scene.apply(Self.resource("aks", Self.group, "{location: westeurope}"))
      try await scene.becomesReady(.azureResource, "aks")
      try await scene.delete(.azureResource, "aks")
      #expect(
        scene.azure.things["/subscriptions/s-1/resourcegroups/aks"] == ["location": "northeurope"])
      #expect(!scene.azure.writes.contains { $0.hasSuffix("/aks") })
    }
  }

  @Test func `a resource that nobody describes is others' to make, and theirs`() async throws {
    try await AzureScene.run { scene in
      try await scene.scene.apply(Self.objects)
      try await scene.scene.apply(Self.resource("edge", "/subscriptions/s-1/edge"))
      try await scene.tells(.azureResource, "edge", "waits for spec.body")
      #expect(!scene.azure.writes.contains { $0.hasSuffix("/edge") })
      scene.azure.state.withLock { $0.things["/subscriptions/s-1/edge"] = ["kind": "theirs"] }
      let address = Address(Kind.azureResource.resource(), namespace: "default", name: "edge")
      let look: Value = ["metadata": ["annotations": ["example.com/look": "now"]]]
      _ = try await scene.scene.client.patch(.merge(look), at: address)
      try await scene.becomesReady(.azureResource, "edge")
      try await scene.delete(.azureResource, "edge")
      #expect(scene.azure.things["/subscriptions/s-1/edge"] == ["kind": "theirs"])
      #expect(!scene.azure.writes.contains { $0.hasSuffix("/edge") })
    }
  }

  @Test func `a pool is changed when its MachinePool is`() async throws {
    try await AzureScene.run { scene in
      try await scene.scene.apply(Self.objects)
      try await scene.scene.apply(Self.resource("aks", Self.group, "{location: westeurope}"))
      try await scene.becomesReady(.azureManagedMachinePool, "pool0")
      let address = Address(Kind.machinePool.resource(), namespace: "default", name: "pool0")
      _ = try await scene.scene.client.patch(.merge(["spec": ["replicas": 5]]), at: address)
      try await eventually("Azure is told") {
        scene.azure.body("/agentpools/nodepool1")?["properties"]?["count"] == 5
      }
    }
  }
}
