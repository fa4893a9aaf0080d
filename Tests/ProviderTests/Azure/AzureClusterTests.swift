// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// Clusters of virtual machines on a stub of Azure: what is made, and that nothing of it stays.
struct AzureClusterTests {
  private static let prefix = "/subscriptions/s-1/resourcegroups/demo"

  /// What a cluster without wishes is made of, by Cluster API's customs.
  private static let ground = [
    "Microsoft.Network/loadBalancers/demo-public-lb",
    "Microsoft.Network/natGateways/demo-node-natgw-1",
    "Microsoft.Network/networkSecurityGroups/demo-controlplane-nsg",
    "Microsoft.Network/networkSecurityGroups/demo-node-nsg",
    "Microsoft.Network/publicIPAddresses/pip-demo-apiserver",
    "Microsoft.Network/publicIPAddresses/pip-demo-node-natgw-1",
    "Microsoft.Network/routeTables/demo-node-routetable",
    "Microsoft.Network/virtualNetworks/demo-vnet",
    "Microsoft.Network/virtualNetworks/demo-vnet/subnets/demo-controlplane-subnet",
    "Microsoft.Network/virtualNetworks/demo-vnet/subnets/demo-node-subnet",
  ].map { $0.lowercased() }

  private func makeAndDelete(_ scene: AzureScene) async throws {
    try await scene.makeCluster()
    let cluster = try await scene.becomesReady(.azureCluster, "demo")
    #expect(scene.azure.names == (Self.ground + [Self.prefix]).sorted())
    #expect(cluster.spec["controlPlaneEndpoint"]?["port"] == 6443)
    try await scene.provision()
    try await scene.makeMachine("cp-0", isPlane: true)
    let machine = try await scene.becomesReady(.azureMachine, "cp-0")
    #expect(
      machine.spec["providerID"]
        == "azure:///subscriptions/s-1/resourceGroups/demo/providers/Microsoft.Compute/virtualMachines/cp-0"
    )
    try await scene.delete(.azureMachine, "cp-0")
    #expect(!scene.azure.names.contains { $0.contains("cp-0") })
    try await scene.delete(.azureCluster, "demo")
    #expect(scene.azure.things.isEmpty)
    #expect(scene.azure.made.count == Set(scene.azure.made).count, "nothing is made twice")
    let secrets = try await scene.scene.client.list(Address(.secrets, namespace: "default"))
    #expect(!secrets.items.contains { $0.name.hasSuffix("-applied") })
  }

  @Test func `a cluster and a machine are made, and nothing of them stays`() async throws {
    try await AzureScene.run { scene in try await makeAndDelete(scene) }
  }

  /// A sample: some of each of reads, writes and polls, of making and deleting. All of it takes sixty calls and
  /// more, by how busy the machine is.
  @Test(arguments: [2, 8, 17, 26, 34, 43, 51], Cutter.Place.allCases)
  func `cut at a call, it ends the same`(number: Int, place: Cutter.Place) async throws {
    try await AzureScene.run(cutting: number, place) { scene in
      try await makeAndDelete(scene)
      #expect(scene.transport.sent >= number, "there are fewer calls than \(number)")
    }
  }

  @Test func `names, tags and addresses are Cluster API's`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster(
        "{location: westeurope, resourceGroup: RG, additionalTags: {team: $<TEAM>}}")
      let cluster = try await scene.becomesReady(.azureCluster, "demo")
      let tags = scene.azure.body("/resourcegroups/rg")?["tags"]
      #expect(tags?["sigs.k8s.io_cluster-api-provider-azure_cluster_demo"] == "owned")
      #expect(tags?["sigs.k8s.io_cluster-api-provider-azure_role"] == "common")
      #expect(tags?["team"] == "red")
      let host = cluster.spec["controlPlaneEndpoint"]?["host"]?.string ?? ""
      #expect(host.hasPrefix("demo-") && host.hasSuffix(".westeurope.stub"))
      let subnet = scene.azure.body("/subnets/demo-node-subnet")
      #expect(subnet?["properties"]?["addressPrefixes"] == ["10.1.0.0/16"])
      let rules = scene.azure.body("/demo-controlplane-nsg")?["properties"]?["securityRules"]
      #expect(rules?.list?.compactMap { $0["name"]?.string } == ["allow_ssh", "allow_apiserver"])
      let text = "\(cluster.value)"
      #expect(!text.contains("hush"))
    }
  }

  @Test func `a machine is what its object says`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.provision()
      try await scene.makeMachine(
        "w-0", labels: "cluster.x-k8s.io/deployment-name: md-0,",
        """
          sshPublicKey: c3NoLXJzYSBBQUFBIG1l
          identity: SystemAssigned
          dataDisks: [{nameSuffix: etcd, diskSizeGB: 64, lun: 0}]
          additionalTags: {a: b}
        """)
      let machine = try await scene.becomesReady(.azureMachine, "w-0")
      let body = try #require(scene.azure.body("/virtualmachines/w-0"))
      let properties = body["properties"]
      #expect(body["tags"]?["a"] == "b")
      #expect(body["tags"]?["sigs.k8s.io_cluster-api-provider-azure_role"] == "node")
      let storage = properties?["storageProfile"]
      #expect(storage?["osDisk"]?["name"] == "w-0_OSDisk")
      #expect(storage?["dataDisks"]?.list?.first?["name"] == "w-0_etcd")
      #expect(storage?["imageReference"]?["sku"] == "k8s-1dot20dot2-ubuntu-1804")
      let profile = properties?["osProfile"]
      #expect(profile?["customData"] == "I2Nsb3VkLWNvbmZpZyBvZiB3LTA=")
      let keys = profile?["linuxConfiguration"]?["ssh"]?["publicKeys"]?.list
      #expect(keys?.first?["keyData"] == "ssh-rsa AAAA me")
      #expect(
        properties?["availabilitySet"]?["id"]?.string?.hasSuffix("availabilitySets/demo_md-0-as")
          == true)
      #expect(
        machine.status["addresses"]?.list?.contains(["type": "InternalIP", "address": "10.1.0.4"])
          == true)
      #expect(scene.azure.names.contains { $0.hasPrefix("microsoft.authorization/roleassign") })
      try await scene.delete(.azureMachine, "w-0")
      #expect(!scene.azure.names.contains { $0.contains("w-0") || $0.contains("role") })
    }
  }

  @Test func `what somebody else made is used, and stays`() async throws {
    try await AzureScene.run { scene in
      let group = "/subscriptions/s-1/resourcegroups/theirs"
      let vnet = group + "/providers/microsoft.network/virtualnetworks/hub"
      scene.azure.state.withLock { state in
        state.things[group] = [
          "id": .string(group), "properties": ["provisioningState": "Succeeded"],
        ]
        state.things[vnet] = [
          "id": .string(vnet), "tags": ["who": "me"],
          "properties": ["provisioningState": "Succeeded"],
        ]
        for name in ["a", "b"] {
          state.things["\(vnet)/subnets/\(name)"] = [
            "properties": ["provisioningState": "Succeeded"]
          ]
        }
      }
      try await scene.makeCluster(
        """
        {location: westeurope, resourceGroup: theirs, networkSpec: {vnet: {name: hub, resourceGroup: Theirs},
          subnets: [{role: control-plane, name: a}, {role: node, name: b}]}}
        """)
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.delete(.azureCluster, "demo")
      #expect(
        Set(scene.azure.things.keys) == [group, vnet, vnet + "/subnets/a", vnet + "/subnets/b"])
    }
  }

  @Test func `what Azure refuses is told in its words, with what to do`() async throws {
    try await AzureScene.run { scene in
      scene.azure.state.withLock {
        $0.refusals["/natgateways/demo-node-natgw-1"] = (
          409, #"{"error": {"code": "QuotaExceeded", "message": "3 of 3 are used"}}"#
        )
      }
      try await scene.makeCluster()
      try await scene.tells(.azureCluster, "demo", "QuotaExceeded: 3 of 3 are used (409); ask for")
    }
  }

  @Test func `another subscription deletes nothing`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      let things = scene.azure.things.count
      try await mean("s-2", in: scene)
      let address = Address(
        Kind.azureCluster.resource(), namespace: "default", name: "demo")
      _ = try await scene.scene.client.delete(address)
      try await scene.tells(
        .azureCluster, "demo", "SubscriptionChanged: it was made in subscription s-1")
      #expect(scene.azure.things.count == things)
      try await mean("s-1", in: scene)
      try await eventually("it is gone") {
        try await scene.get(.azureCluster, "demo") == nil
      }
      #expect(scene.azure.things.isEmpty)
    }
  }

  /// Changes the variable, and waits until the controllers know.
  private func mean(_ subscription: String, in scene: AzureScene) async throws {
    let address = Address(.secrets, namespace: "default", name: "azure")
    _ = try await scene.scene.client.patch(
      .merge(["stringData": ["AZURE_SUBSCRIPTION_ID": .string(subscription)]]), at: address)
    let cache = await scene.scene.site.informer(.secrets).cache
    try await eventually("the cache knows") {
      let secret = cache[Key(namespace: "default", name: "azure")]
      return secret?.secretText("AZURE_SUBSCRIPTION_ID") == subscription
    }
  }
}
