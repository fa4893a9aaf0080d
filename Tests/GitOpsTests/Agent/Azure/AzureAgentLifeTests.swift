// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import GitOps

/// What is secret in what Azure is told, and how it lets go.
struct AzureAgentLifeTests {
  private static let flux =
    "project1-prod-aks/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/baseline"

  private func agent(_ source: String) throws -> String {
    try AzureAgentScene.text("docs/azure/aks-agent.yaml").replacing(
      #"source: {url: "https://github.com/tomas-iac/common-kubernetes.git", ref: {branch: main}}"#,
      with: "source: \(source)")
  }

  private static let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nhush-key\n"
  private static let hosts = "git.example.com ssh-ed25519 hush-host\n"

  private static func encoded(_ text: String) -> Value {
    .string(Data(text.utf8).base64EncodedString())
  }

  @Test func `keys reach Azure and nobody else`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      try await scene.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: deploy-key}
        data: {identity: \(Self.encoded(Self.key).string ?? ""), known_hosts: \(Self.encoded(Self.hosts).string ?? "")}
        """)
      try await scene.apply(
        try agent(
          "{url: \"ssh://git@git.example.com/p.git\", insideURL: \"ssh://git@inside/p.git\", secretRef: {name: deploy-key}}"
        ))
      try await scene.becomes("Ready")
      let body = scene.azure.fluxWrites.last?["body", "properties"]
      #expect(body?["configurationProtectedSettings"] == ["sshPrivateKey": Self.encoded(Self.key)])
      #expect(
        body?["gitRepository", "sshKnownHosts"]
          == Self.encoded(Self.hosts + "inside ssh-ed25519 hush-host\n"))
      #expect(body?["gitRepository", "url"] == "ssh://git@inside/p.git")
      try await isHidden(scene)
      let count = scene.azure.fluxWrites.count
      // What has changed in the Secret reaches Azure.
      let other = "-----BEGIN OPENSSH PRIVATE KEY-----\nhush-other\n"
      let address = Address(.secrets, namespace: "default", name: "deploy-key")
      _ = try await scene.client.patch(
        .merge(["data": ["identity": Self.encoded(other)]]), at: address)
      try await eventually("Azure has the other key") {
        scene.azure.fluxWrites.last?["body", "properties", "configurationProtectedSettings"]
          == ["sshPrivateKey": Self.encoded(other)]
      }
      #expect(scene.azure.fluxWrites.count == count + 1)
      try await isHidden(scene)
    }
  }

  @Test func `a user and a token reach Azure and nobody else`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      try await scene.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: deploy-key}
        stringData: {username: hush-user, password: hush-password}
        """)
      try await scene.apply(
        try agent("{url: \"https://git.example.com/p.git\", secretRef: {name: deploy-key}}"))
      try await scene.becomes("Ready")
      let body = scene.azure.fluxWrites.last?["body", "properties"]
      #expect(
        body?["configurationProtectedSettings"] == ["httpsKey": Self.encoded("hush-password")])
      #expect(body?["gitRepository", "httpsUser"] == "hush-user")
      try await isHidden(scene)
    }
  }

  /// Nothing of a Secret is in any object but Secrets.
  private func isHidden(_ scene: AzureAgentScene) async throws {
    let words = ["hush", Self.encoded(Self.key), Self.encoded(Self.hosts)].map { $0.string ?? "" }
    let events = Resource(group: "", version: "v1", plural: "events")
    let resources =
      [Kind.gitOpsAgent, .azureFluxConfiguration, .cluster].map { $0.resource() } + [events]
    for resource in resources {
      for object in try await scene.client.list(Address(resource)).items {
        let text = JSON.text(object.value)
        for word in words { #expect(!text.contains(word), "\(object)") }
      }
    }
  }

  // MARK: Letting go

  @Test func `what was applied stays when the agent goes`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      try await scene.apply(try AzureAgentScene.text("docs/azure/aks-agent.yaml"))
      try await scene.becomes("Ready")
      try await scene.delete(.gitOpsAgent, "baseline")
      try await eventually("it is gone") {
        try await scene.find(.gitOpsAgent, "baseline") == nil
      }
      #expect(scene.azure.made(Self.flux) == nil)
      #expect(scene.azure.made("/extensions/flux") != nil, "others may follow by it")
      let writes = scene.azure.fluxWrites.suffix(2)
      #expect(writes.map { $0["method"] } == ["PUT", "DELETE"])
      #expect(
        writes.first?["body", "properties", "kustomizations", "infra", "prune"] == false)
      let cluster = try await scene.find(.cluster, "project1-prod-aks")
      #expect(cluster?.metadata.annotations[Annotations.agent] == nil)
    }
  }

  @Test func `a cluster that goes is stilled first`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      try await scene.patch(.cluster, "project1-prod-aks", "metadata: {finalizers: [test/held]}")
      try await scene.apply(try AzureAgentScene.text("docs/azure/aks-agent.yaml"))
      try await scene.becomes("Ready")
      let held = try await scene.find(.cluster, "project1-prod-aks")
      #expect(held?.metadata.annotations[Annotations.agent] == "baseline")
      try await scene.delete(.cluster, "project1-prod-aks")
      try await eventually("the cluster may go") {
        try await scene.find(.cluster, "project1-prod-aks")?.metadata.annotations[Annotations.agent]
          == nil
      }
      #expect(scene.azure.made(Self.flux) == nil)
      let writes = scene.azure.fluxWrites.suffix(2)
      #expect(writes.map { $0["method"] } == ["PUT", "DELETE"])
      #expect(writes.first?["body", "properties", "suspend"] == true)
    }
  }

  // MARK: Connected clusters

  private static let edge = """
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureResource
    metadata: {name: ground, labels: {cluster.x-k8s.io/cluster-name: edge}}
    spec:
      id: /subscriptions/$<AZURE_SUBSCRIPTION_ID>/resourceGroups/arc
      apiVersion: "2025-04-01"
      body: {location: westeurope}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureResource
    metadata: {name: edge, labels: {cluster.x-k8s.io/cluster-name: edge}}
    spec:
      id: /subscriptions/$<AZURE_SUBSCRIPTION_ID>/resourceGroups/arc/providers/Microsoft.Kubernetes/connectedClusters/edge
      apiVersion: "2026-05-01"
      body:
        location: westeurope
        identity: {type: SystemAssigned}
        properties: {agentPublicKeyCertificate: AAAA, connectivityStatus: STATUS}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: edge, annotations: {capctl.dev/variables-from: Secret/azure}}
    spec:
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureResource, name: edge}
    """

  @Test func `a connected cluster gets an extension with an identity of its own`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.apply(AzureAgentScene.credentials)
      try await scene.apply(Self.edge.replacing(", connectivityStatus: STATUS", with: ""))
      try await scene.apply(try AzureAgentScene.text("docs/azure/aks-agent.yaml"))
      try await scene.becomes("Ready", "edge")
      let writes = scene.azure.fluxWrites
      #expect(writes.first?["body", "identity"] == ["type": "SystemAssigned"])
      let path = writes.last?["path"]?.string
      #expect(path?.contains("/Microsoft.Kubernetes/connectedClusters/edge/") == true)
    }
  }
}
