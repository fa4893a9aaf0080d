// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Clusters of virtual machines on the emulator: made, changed, looked after and deleted.
struct EmulatedClusterTests {
  /// Without what lies in others: subnets, rules.
  private static let ground = [
    "microsoft.network/loadbalancers/demo-public-lb",
    "microsoft.network/natgateways/demo-node-natgw-1",
    "microsoft.network/networksecuritygroups/demo-controlplane-nsg",
    "microsoft.network/networksecuritygroups/demo-node-nsg",
    "microsoft.network/publicipaddresses/pip-demo-apiserver",
    "microsoft.network/publicipaddresses/pip-demo-node-natgw-1",
    "microsoft.network/routetables/demo-node-routetable",
    "microsoft.network/virtualnetworks/demo-vnet",
    "resourcegroups/demo",
  ]

  private func makeAll(_ scene: EmulatorScene) async throws {
    try await scene.makeCluster()
    try await scene.becomesReady(.azureCluster, "demo")
    #expect(scene.azure.names == Self.ground)
    try await scene.provision()
    try await scene.makeMachine("cp-0", isPlane: true)
    try await scene.makeMachine(
      "w-0", labels: "cluster.x-k8s.io/deployment-name: md-0,",
      """
        identity: SystemAssigned
        dataDisks: [{nameSuffix: etcd, diskSizeGB: 64, lun: 0}]
        allocatePublicIP: true
      """)
    try await scene.becomesReady(.azureMachine, "cp-0")
    try await scene.becomesReady(.azureMachine, "w-0")
  }

  private func deleteAll(_ scene: EmulatorScene, _ machines: String...) async throws {
    for machine in machines { try await scene.delete(.azureMachine, machine) }
    try await scene.delete(.azureCluster, "demo")
    #expect(scene.azure.names == [])
    let made = scene.azure.made
    #expect(made.count == Set(made).count, "nothing is made twice")
  }

  @Test func `a cluster is made, grows, shrinks, and nothing of it stays`() async throws {
    try await EmulatorScene.run { scene in
      try await makeAll(scene)
      let pool = scene.azure["/demo-public-lb"]?["properties"]?["backendAddressPools"]?.list?.first
      let members = pool?["properties"]?["backendIPConfigurations"]?.list ?? []
      #expect(members.count == 1 && "\(members)".contains("cp-0-nic"))
      #expect(scene.azure["/disks/w-0_etcd"]?["properties"]?["diskSizeGB"] == 64)
      #expect(scene.azure.names.contains { $0.hasPrefix("microsoft.authorization/role") })
      let worker = try #require(try await scene.get(.azureMachine, "w-0"))
      let address = scene.azure["/w-0-nic"]?["properties"]?["ipConfigurations"]?.list?.first?[
        "properties"]?["privateIPAddress"]
      #expect(address != nil)
      #expect(worker.status["addresses"]?.list?.last?["address"] == address)
      try await scene.makeMachine("w-1", labels: "cluster.x-k8s.io/deployment-name: md-0,")
      try await scene.becomesReady(.azureMachine, "w-1")
      try await scene.delete(.azureMachine, "w-0")
      let left = scene.azure.names.filter { $0.contains("w-0") || $0.contains("role") }
      #expect(left == [])
      #expect(scene.azure.names.contains { $0.hasSuffix("availabilitysets/demo_md-0-as") })
      try await deleteAll(scene, "w-1", "cp-0")
    }
  }

  @Test func `a change of the object is a change of what there is`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      let before = scene.azure.made
      try await scene.patch(
        .azureCluster, "demo",
        """
        {spec: {additionalTags: {team: blue}, networkSpec: {subnets: [
          {role: control-plane, name: demo-controlplane-subnet, securityGroup: {name: demo-controlplane-nsg, securityRules: [
            {name: only, description: one, protocol: Tcp, direction: Inbound, priority: 300, sources: [10.0.0.0/8], destinationPorts: "6443"}]}},
          {role: node, name: demo-node-subnet}, {role: node, name: more, cidrBlocks: [10.2.0.0/16]}]}}}
        """)
      try await eventually("the subnet is there") {
        scene.azure["/demo-vnet"]?["properties"]?["subnets"]?.list?.count == 3
      }
      try await scene.becomesReady(.azureCluster, "demo")
      try await eventually("the rules are the new ones") {
        let rules = scene.azure["/demo-controlplane-nsg"]?["properties"]?["securityRules"]?.list
        return rules?.compactMap { $0["name"]?.string } == ["only"]
      }
      for end in ["resourcegroups/demo", "/demo-vnet", "/demo-public-lb", "/demo-node-natgw-1"] {
        try await eventually("\(end) has the tag") { scene.azure[end]?["tags"]?["team"] == "blue" }
      }
      #expect(scene.azure.made.filter { !before.contains($0) }.count == 3)
      try await deleteAll(scene)
    }
  }

  @Test func `what somebody changed is told, and changed back where that is wanted`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      let group = "/resourceGroups/demo/providers/Microsoft.Network/networkSecurityGroups"
      let path = "\(group)/demo-controlplane-nsg/securityRules/allow_apiserver"
      let rule = scene.azure["/demo-controlplane-nsg"]?["properties"]?["securityRules"]?.list?.last
      var body = rule ?? .null
      body["properties"]?["access"] = "Deny"
      try scene.azure.put(path, JSON.text(body))
      try await scene.touch(.azureCluster, "demo")
      try await eventually("it is told") {
        try await scene.get(.azureCluster, "demo")?.condition("InSync")?.status == .no
      }
      let told = try await scene.get(.azureCluster, "demo")?.condition("InSync")?.message ?? ""
      #expect(told.contains("demo-controlplane-nsg") && told.contains("access"))
      try await scene.heal(.azureCluster, "demo")
      try await eventually("it is changed back") {
        let rules = scene.azure["/demo-controlplane-nsg"]?["properties"]?["securityRules"]?.list
        return rules?.allSatisfy { $0["properties"]?["access"] == "Allow" } == true
      }
      try await deleteAll(scene)
    }
  }

  @Test func `a machine that was given another size is told, and left as it is`() async throws {
    try await EmulatorScene.run { scene in
      try await makeAll(scene)
      let group = "/resourceGroups/demo/providers/Microsoft.Compute/virtualMachines"
      let size = #"{"properties": {"hardwareProfile": {"vmSize": "Standard_D4s_v3"}}}"#
      try scene.azure.put("\(group)/w-0", size, method: "PATCH")
      try await scene.heal(.azureMachine, "w-0")
      try await eventually("it is told") {
        try await scene.get(.azureMachine, "w-0")?.condition("InSync")?.status == .no
      }
      let told = try await scene.get(.azureMachine, "w-0")?.condition("InSync")?.message ?? ""
      #expect(told.contains("vm properties.hardwareProfile.vmSize"))
      let machine = scene.azure["/virtualMachines/w-0"]
      #expect(machine?["properties", "hardwareProfile", "vmSize"] == "Standard_D4s_v3")
      #expect(try await scene.get(.azureMachine, "cp-0")?.condition("InSync")?.status != .no)
      try await deleteAll(scene, "cp-0", "w-0")
    }
  }

  @Test func `a machine that was deleted by hand is told, and the rest of it goes`() async throws {
    try await EmulatorScene.run { scene in
      try await makeAll(scene)
      scene.azure.take("/virtualMachines/w-0")
      try await scene.touch(.azureMachine, "w-0")
      try await scene.tells(.azureMachine, "w-0", "virtualMachines/w-0 is gone")
      try await scene.delete(.azureMachine, "w-0")
      #expect(scene.azure.names.filter { $0.contains("w-0") } == [])
      try await deleteAll(scene, "cp-0")
    }
  }

  @Test func `a group that was deleted by hand is told, and made again where that is wanted`()
    async throws
  {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      scene.azure.take("resourceGroups/demo")
      #expect(scene.azure.names == [])
      try await scene.touch(.azureCluster, "demo")
      try await scene.tells(.azureCluster, "demo", "resourceGroups/demo is gone")
      try await scene.heal(.azureCluster, "demo")
      try await eventually("all of it is there again") { scene.azure.names == Self.ground }
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.delete(.azureCluster, "demo")
      #expect(scene.azure.names == [])
    }
  }
}

extension AzureObjects {
  func patch(_ kind: Kind, _ name: String, _ yaml: String) async throws {
    let document = try #require(Array(Source("patch.yaml", text: yaml).documents()).first)
    let change = try document.get().value
    _ = try await scene.client.patch(
      .merge(change), at: Address(kind.resource(), namespace: "default", name: name))
  }

  /// Has it looked at again, as the next resync would.
  func touch(_ kind: Kind, _ name: String) async throws {
    try await patch(kind, name, "{metadata: {annotations: {touched: by the test}}}")
  }

  func heal(_ kind: Kind, _ name: String) async throws {
    try await patch(kind, name, "{metadata: {annotations: {capctl.dev/drift: heal}}}")
  }
}
