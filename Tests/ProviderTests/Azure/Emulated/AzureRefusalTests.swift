// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// What Azure refuses: the condition names the resource, Azure's code, and what to do.
struct AzureRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var settings = "{}"
    var cluster = "{location: westeurope}"
    /// Nil where the cluster itself is refused.
    var machine: String?
    let words: [String]
  }

  private static let client = EmulatedAzure.client

  static let cases = [
    Case(
      testDescription: "an expired secret",
      settings: #"{"clients": {"\#(client)": {"expired": true}}}"#,
      words: ["group ", "AADSTS7000222", "make a new one"]),
    Case(
      testDescription: "a wrong secret",
      settings: #"{"clients": {"\#(client)": {"secret": "another"}}}"#,
      words: ["group ", "AADSTS7000215", "give the value of the secret"]),
    Case(
      testDescription: "an application that the tenant has not",
      settings: #"{"clients": {"\#(client)": null}}"#,
      words: ["group ", "AADSTS700016", "check the client id and the tenant id"]),
    Case(
      testDescription: "a tenant that the subscription is not in",
      settings:
        #"{"tenant": "7e57a000-0000-4000-8000-00000000000f", "otherTenants": ["\#(EmulatedAzure.tenant)"]}"#,
      words: ["group ", "InvalidAuthenticationTokenTenant", "sign in to the tenant"]),
    Case(
      testDescription: "a role that is missing",
      settings: #"{"clients": {"\#(client)": {"denied": ["Microsoft.Network/natGateways/"]}}}"#,
      words: ["natGateways/demo-node-natgw-1", "AuthorizationFailed", "the role Contributor"]),
    Case(
      testDescription: "a subscription that there is not",
      cluster: "{location: westeurope, subscriptionID: 50b5c000-0000-4000-8000-00000000000f}",
      words: ["group ", "SubscriptionNotFound", "correct spec.subscriptionID"]),
    Case(
      testDescription: "no more public addresses", settings: #"{"publicIPs": 1}"#,
      words: ["publicIPAddresses/", "PublicIPCountLimitReached", "ask for a larger quota"]),
    Case(
      testDescription: "a region that there is not", cluster: "{location: atlantis}",
      words: ["resourceGroups/demo", "LocationNotAvailable", "use another region"]),
    Case(
      testDescription: "ranges that overlap",
      cluster:
        "{location: westeurope, networkSpec: {subnets: [{role: control-plane, name: a, cidrBlocks: [10.0.0.0/16]}, {role: node, name: b, cidrBlocks: [10.0.1.0/24]}]}}",
      words: ["subnets/", "NetcfgSubnetRangesOverlap", "choose ranges that do not overlap"]),
    Case(
      testDescription: "a range outside the network",
      cluster:
        "{location: westeurope, networkSpec: {vnet: {name: net, cidrBlocks: [172.16.0.0/16]}, subnets: [{role: all, name: a, cidrBlocks: [10.0.0.0/16]}]}}",
      words: ["subnets/a", "NetcfgSubnetRangeOutsideVnet", "choose a range within"]),
    Case(
      testDescription: "a name that is too long",
      cluster:
        "{location: westeurope, networkSpec: {vnet: {name: \(String(repeating: "x", count: 81))}}}",
      words: ["virtualNetworks/xxx", "InvalidResourceName", "choose a shorter name"]),
    Case(
      testDescription: "no more cores", settings: #"{"cores": 1}"#, machine: "",
      words: ["virtualMachines/w-0", "OperationNotAllowed", "ask for a larger quota"]),
    Case(
      testDescription: "a size that the region has not",
      settings: #"{"sizes": {"Standard_B2ms": {"missingIn": ["westeurope"]}}}"#, machine: "",
      words: ["virtualMachines/w-0", "SkuNotAvailable", "use a size that the region has"]),
  ]

  @Test(arguments: cases)
  func `a refusal names the resource, Azure's code, and what to do`(one: Case) async throws {
    try await EmulatorScene.run(one.settings) { scene in
      try await scene.makeCluster(one.cluster)
      let kind: Kind = one.machine == nil ? .azureCluster : .azureMachine
      if let machine = one.machine {
        try await scene.becomesReady(.azureCluster, "demo")
        try await scene.provision()
        try await scene.makeMachine("w-0", machine)
      }
      let name = one.machine == nil ? "demo" : "w-0"
      for word in one.words { try await scene.tells(kind, name, word) }
      let object = try #require(try await scene.get(kind, name))
      #expect(!"\(object.value)".contains(EmulatedAzure.secret))
      // Nothing that was half made is forgotten.
      scene.azure.allow()
      if one.machine != nil { try await scene.delete(.azureMachine, "w-0") }
      guard !one.words.contains("SubscriptionNotFound") else { return }
      try await scene.delete(.azureCluster, "demo")
      #expect(scene.azure.names == [])
    }
  }

  @Test func `a name that somebody has is told, and theirs stays`() async throws {
    try await EmulatorScene.run { scene in
      try scene.azure.put("/resourceGroups/theirs", #"{"location": "westeurope"}"#)
      try scene.azure.put(
        "/resourceGroups/theirs/providers/Microsoft.Network/publicIPAddresses/p",
        #"{"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "taken"}}}"#
      )
      try await scene.makeCluster(
        "{location: westeurope, networkSpec: {apiServerLB: {type: Public, frontendIPs: [{name: f, publicIP: {name: p, dnsName: taken.westeurope.cloudapp.azure.com}}]}}}"
      )
      for word in ["publicIPAddresses/p", "DnsRecordInUse", "set the dnsName"] {
        try await scene.tells(.azureCluster, "demo", word)
      }
      try await scene.delete(.azureCluster, "demo")
      #expect(
        scene.azure.names == ["microsoft.network/publicipaddresses/p", "resourcegroups/theirs"])
    }
  }

  @Test func `a machine that is somebody else's is told of, and stays`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.provision()
      let group = "/resourceGroups/demo/providers"
      let network = "/subscriptions/\(scene.subscription)\(group)/Microsoft.Network"
      try scene.azure.put(
        "\(group)/Microsoft.Network/networkInterfaces/theirs",
        """
        {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "a", "properties": {
          "subnet": {"id": "\(network)/virtualNetworks/demo-vnet/subnets/demo-node-subnet"}}}]}}
        """)
      try scene.azure.put(
        "\(group)/Microsoft.Compute/virtualMachines/w-0",
        """
        {"location": "westeurope", "tags": {"who": "me"}, "properties": {
          "hardwareProfile": {"vmSize": "Standard_B2ms"},
          "osProfile": {"computerName": "w-0", "adminUsername": "a", "adminPassword": "b"},
          "networkProfile": {"networkInterfaces": [{"id": "\(network)/networkInterfaces/theirs"}]}}}
        """)
      try await scene.makeMachine("w-0")
      try await scene.tells(.azureMachine, "w-0", "is not ours")
      try await scene.delete(.azureMachine, "w-0")
      #expect(scene.azure["virtualMachines/w-0"]?["tags"]?["who"] == "me")
      #expect(scene.azure["/w-0-nic"] == nil)
    }
  }

  @Test func `a group waits for the other clusters that live in it`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster("{location: westeurope, resourceGroup: both}")
      try await scene.becomesReady(.azureCluster, "demo")
      let vnet = "/resourceGroups/both/providers/Microsoft.Network/virtualNetworks/other-vnet"
      try scene.azure.put(
        vnet,
        """
        {"location": "westeurope", "tags": {"sigs.k8s.io_cluster-api-provider-azure_cluster_other": "owned"},
         "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}
        """)
      let address = Address(Kind.azureCluster.resource(), namespace: "default", name: "demo")
      _ = try await scene.scene.client.delete(address)
      for word in [
        "GroupHoldsOthers", "cluster other has 1 in it (other-vnet)", "when they are gone",
      ] {
        try await scene.tells(.azureCluster, "demo", word)
      }
      #expect(scene.azure["/other-vnet"] != nil)
      #expect(scene.azure["resourceGroups/both"] != nil)
      try scene.azure.put(vnet, "", method: "DELETE")
      try await scene.touch(.azureCluster, "demo")
      try await eventually("the cluster is gone") {
        try await scene.get(.azureCluster, "demo") == nil
      }
      #expect(scene.azure.names == [])
    }
  }

  @Test func `another subscription is no reason to delete there`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      let other = "50b5c000-0000-4000-8000-000000000002"
      try await scene.change("azure", "AZURE_SUBSCRIPTION_ID", to: other)
      let address = Address(Kind.azureCluster.resource(), namespace: "default", name: "demo")
      _ = try await scene.scene.client.delete(address)
      try await scene.tells(.azureCluster, "demo", "SubscriptionChanged")
      try await scene.tells(.azureCluster, "demo", "give the object back the subscription")
      #expect(scene.azure["resourceGroups/demo"] != nil)
      try await scene.change("azure", "AZURE_SUBSCRIPTION_ID", to: scene.subscription)
      try await eventually("the cluster is gone") {
        try await scene.get(.azureCluster, "demo") == nil
      }
      #expect(scene.azure.names == [])
    }
  }

  @Test func `a Secret that is put right is tried at once`() async throws {
    try await EmulatorScene.run(#"{"clients": {"\#(Self.client)": {"secret": "another"}}}"#) {
      scene in
      try await scene.makeCluster()
      try await scene.tells(.azureCluster, "demo", "AADSTS7000215")
      try await scene.change("azure", "AZURE_CLIENT_SECRET", to: "another")
      try await scene.becomesReady(.azureCluster, "demo")
    }
  }

  @Test func `so is the Secret of an identity`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.scene.apply(
        """
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AzureClusterIdentity
        metadata: {name: id}
        spec:
          type: ServicePrincipal
          tenantID: \(EmulatedAzure.tenant)
          clientID: \(EmulatedAzure.client)
          clientSecret: {name: id-secret, namespace: default}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: id-secret}
        stringData: {clientSecret: wrong}
        """)
      try await scene.makeCluster(
        "{location: westeurope, identityRef: {kind: AzureClusterIdentity, name: id}}")
      try await scene.tells(.azureCluster, "demo", "AADSTS7000215")
      try await scene.change("id-secret", "clientSecret", to: EmulatedAzure.secret)
      try await scene.becomesReady(.azureCluster, "demo")
    }
  }
}

extension AzureObjects {
  /// Changes an entry of a Secret.
  func change(_ secret: String, _ entry: String, to text: String) async throws {
    let address = Address(.secrets, namespace: "default", name: secret)
    _ = try await scene.client.patch(
      .merge(["stringData": .map(Map([(entry, .string(text))]))]), at: address)
  }
}
