// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import Provider

/// Clusters that Azure runs, on the emulator, on ground that `AzureResource` objects make.
struct EmulatedManagedTests {
  private static let group = "/subscriptions/$<AZURE_SUBSCRIPTION_ID>/resourceGroups/aks"
  private static let identities =
    "\(group)/providers/Microsoft.ManagedIdentity/userAssignedIdentities"

  private static func resource(_ name: String, _ id: String, _ version: String, _ body: String)
    -> String
  {
    """
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureResource
    metadata: {name: \(name), labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: {id: "\(id)", apiVersion: "\(version)", body: \(body)}

    """
  }

  private static let ground =
    resource("aks", group, "2025-04-01", "{location: westeurope}")
    + resource(
      "vnet", "\(group)/providers/Microsoft.Network/virtualNetworks/hub", "2026-03-01",
      """
      {location: westeurope, properties: {addressSpace: {addressPrefixes: [10.0.0.0/16]},
        subnets: [{name: aks-subnet, properties: {addressPrefix: 10.0.0.0/24}}]}}
      """)
    + resource("plane", "\(identities)/plane", "2024-11-30", "{location: westeurope}")
    + resource("kubelet", "\(identities)/kubelet", "2024-11-30", "{location: westeurope}")

  static func pool(_ name: String, mode: String, replicas: Int) -> String {
    """
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachinePool
    metadata: {name: \(name), labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec:
      clusterName: demo
      replicas: \(replicas)
      template:
        spec:
          clusterName: demo
          version: v1.33.5
          bootstrap: {dataSecretName: ""}
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedMachinePool, name: \(name)}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedMachinePool
    metadata: {name: \(name), labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: {mode: \(mode), sku: Standard_B2ms}

    """
  }

  /// The control plane of a cluster that stays until its last object is gone; `spec` is what it says of its ground.
  static func plane(_ spec: String) -> String {
    """
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo, annotations: {capctl.dev/variables-from: Secret/azure}, finalizers: [test/held]}
    spec:
      clusterNetwork: {services: {cidrBlocks: [172.16.0.0/22]}}
      controlPlaneRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedControlPlane, name: demo}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureManagedCluster, name: demo}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedCluster
    metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: {}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedControlPlane
    metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec:
      version: v1.33.5
      location: westeurope
      dnsServiceIP: 172.16.0.10
      virtualNetwork: {name: hub, cidrBlock: 10.0.0.0/16, subnet: {name: aks-subnet, cidrBlock: 10.0.0.0/24}}
      \(spec)

    """
  }

  private static let onGround = """
    resourceGroupName: aks
      identity: {type: UserAssigned, userAssignedIdentityResourceID: "\(identities)/plane"}
      kubeletUserAssignedIdentity: "\(identities)/kubelet"
    """

  static func make(_ scene: EmulatorScene) async throws {
    try await scene.scene.apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: azure}\nstringData: \(scene.credentials)\n"
        + ground + pool("pool0", mode: "System", replicas: 2) + plane(onGround))
  }

  private static func machines(of pool: String, _ scene: EmulatorScene) async throws -> [String] {
    let object = try await scene.get(.azureManagedMachinePool, pool)
    return (object?.spec["providerIDList"]?.list ?? []).compactMap(\.string)
  }

  /// What was read and is written back is only taken as long as nobody else has changed it.
  private static func expectConditions(_ scene: EmulatorScene) {
    let changes = scene.azure.requests.filter { call in
      call["method"] == "PUT" && call["status"] == 200
        && call["type"]?.string?.hasPrefix("Microsoft.ContainerService/") == true
    }
    #expect(Set(changes.compactMap { $0["type"]?.string }).count == 2)
    #expect(changes.allSatisfy { $0["ifMatch"]?.string?.isEmpty == false }, "\(changes)")
  }

  private func becomesReady(_ scene: EmulatorScene) async throws {
    try await scene.becomesReady(.azureManagedControlPlane, "demo")
    try await scene.becomesReady(.azureManagedCluster, "demo")
    try await scene.becomesReady(.azureManagedMachinePool, "pool0")
  }

  /// As Cluster API's controllers would: the Cluster stays until the last of it is gone.
  private func deleteAll(_ scene: EmulatorScene) async throws {
    let cluster = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    _ = try await scene.scene.client.delete(cluster)
    for name in ["pool0", "pool1"] where try await scene.get(.azureManagedMachinePool, name) != nil
    {
      let address = Address(
        Kind.azureManagedMachinePool.resource(), namespace: "default", name: name)
      _ = try await scene.scene.client.delete(address)
    }
    try await scene.delete(.azureManagedControlPlane, "demo")
    try await scene.delete(.azureManagedCluster, "demo")
    for name in ["plane", "kubelet", "vnet", "aks"] {
      try await scene.delete(.azureResource, name)
    }
    #expect(scene.azure.names == [])
    let made = scene.azure.made
    #expect(made.count == Set(made).count, "nothing is made twice")
  }

  @Test func `a cluster with its ground is made, grows, is upgraded, and nothing of it stays`()
    async throws
  {
    try await EmulatorScene.run(#"{"pageSize": 3}"#) { scene in
      try await Self.make(scene)
      try await becomesReady(scene)
      let kubeconfig = try await scene.scene.get(.secrets, "demo-kubeconfig")
      #expect(kubeconfig?.secretText("value")?.contains("azmk8s.io") == true)
      try await scene.patch(.machinePool, "pool0", "{spec: {replicas: 4}}")
      try await eventually("it has grown") {
        scene.azure["/managedClusters/demo"]?["properties"]?["agentPoolProfiles"]?.list?.first?[
          "count"] == 4
      }
      try await eventually("its machines are listed") {
        try await Self.machines(of: "pool0", scene).count == 4
      }
      try await scene.scene.apply(Self.pool("pool1", mode: "User", replicas: 1))
      try await scene.becomesReady(.azureManagedMachinePool, "pool1")
      let ids = try await Self.machines(of: "pool1", scene)
      let group =
        "azure:///subscriptions/\(scene.subscription)/resourceGroups/mc_aks_demo_westeurope/"
      #expect(ids.count == 1 && ids[0].hasPrefix(group), "\(ids)")
      #expect(ids.first?.hasSuffix("-vmss/virtualMachines/0") == true)
      try await scene.patch(.azureManagedControlPlane, "demo", "{spec: {version: v1.34.1}}")
      try await eventually("it is upgraded") {
        try await scene.get(.azureManagedControlPlane, "demo")?.status["version"] == "v1.34.1"
      }
      let pools = scene.azure["/managedClusters/demo"]?["properties"]?["agentPoolProfiles"]?.list
      #expect(pools?.map { $0["count"]?.int } == [4, 1], "\(pools ?? [])")
      #expect(pools?.map { $0["orchestratorVersion"] } == ["1.33.5", "1.33.5"])
      try await scene.patch(
        .machinePool, "pool0", "{spec: {template: {spec: {version: v1.34.1}}}}")
      try await eventually("the pool is upgraded") {
        scene.azure["/managedClusters/demo"]?["properties"]?["agentPoolProfiles"]?.list?.first?[
          "orchestratorVersion"] == "1.34.1"
      }
      Self.expectConditions(scene)
      try await scene.delete(.azureManagedMachinePool, "pool1")
      #expect(
        scene.azure["/managedClusters/demo"]?["properties"]?["agentPoolProfiles"]?.list?.count == 1)
      try await deleteAll(scene)
    }
  }
}
