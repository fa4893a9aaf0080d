// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import GitOps

/// Flux that Azure brings, from the GitOpsAgent to what Azure has.
struct AzureAgentTests {
  private static let clusters = ["project1-prod-aks", "project1-staging-aks", "project2-prod-aks"]
  private static let url = "https://github.com/tomas-iac/common-kubernetes.git"
  private static let flux = "/fluxconfigurations/baseline"

  private static func agent() throws -> String {
    try AzureAgentScene.text("docs/azure/aks-agent.yaml")
  }

  @Test func `three clusters get what az sends, field for field`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.apply(try Self.agent())
      try await scene.makeClusters()
      for name in Self.clusters {
        let entry = try await scene.becomes("Ready", name)
        #expect(entry["compliance"] == "Compliant")
        #expect(entry["revision"]?.string?.hasPrefix("main@sha1:") == true)
        #expect(entry["version"] == "1.16.10")
      }
      for name in Self.clusters {
        let file = "Tests/AzureEmulatorTests/Recordings/flux-create-\(name).json"
        let wanted = try JSON.parse(try AzureAgentScene.text(file)).list ?? []
        let sent = scene.azure.fluxWrites.filter {
          $0["path"]?.string?.contains("/\(name)/") == true
        }
        try #require(sent.count == 2 && wanted.count == 2, "\(name): \(sent)")
        for (one, other) in zip(sent, wanted) {
          for key in ["method", "path", "apiVersion", "type", "body"] {
            #expect(one[key] == other[key], "\(name) \(key)")
          }
        }
      }
      try usual(scene)
      #expect(try await scene.find(.gitOpsAgent, "baseline")?.isTrue("Ready") == true)
    }
  }

  /// What Azure makes of what is left out.
  private func usual(_ scene: AzureAgentScene) throws {
    let made = try #require(
      scene.azure.made("project2-prod-aks/providers/Microsoft.KubernetesConfiguration\(Self.flux)"))
    let wanted = try JSON.parse(
      """
      {"path": "/clusters/project2-prod-aks", "dependsOn": [], "timeoutInSeconds": 600,
       "syncIntervalInSeconds": 60, "retryIntervalInSeconds": 60, "prune": true, "force": false,
       "wait": true, "name": "infra"}
      """)
    #expect(made["properties", "kustomizations", "infra"] == wanted)
    #expect(made["properties", "gitRepository", "timeoutInSeconds"] == 600)
  }

  // MARK: What goes wrong

  @Test func `what is wrong in a cluster is told, and then that it is not`() async throws {
    try await AzureAgentScene.run { scene in
      scene.azure.change(
        #"{"repositories": {"\#(Self.url)": {"error": "failed to checkout: repository not found"}}}"#
      )
      try await scene.apply(try Self.agent())
      try await scene.makeCluster()
      let entry = try await scene.becomes(
        "Failed", saying: "GitRepository gitops/baseline: failed to checkout: repository not found")
      #expect(entry["compliance"] == "Non-Compliant")
      let objects = entry["objects"]?.list ?? []
      #expect(objects.map { $0["kind"] } == ["GitRepository", "Kustomization"])
      let ready = try await scene.find(.gitOpsAgent, "baseline")?.condition("Ready")
      #expect(ready?.status == .no && ready?.message.contains("repository not found") == true)
      scene.azure.change(
        #"{"repositories": {"\#(Self.url)": {"error": null, "paths": ["/clusters/project1-stage-aks"]}}}"#
      )
      try await look(again: scene)
      try await scene.becomes("Failed", saying: "path not found: /clusters/project1-prod-aks")
      scene.azure.change(#"{"repositories": {"\#(Self.url)": null}}"#)
      try await look(again: scene)
      let last = try await scene.becomes("Ready")
      #expect(last["objects"] == nil && last["message"] == nil)
    }
  }

  @Test func `of a folder that is not there the nearest is told`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["clusters/project1-stage-aks/a.yaml": "# nothing\n"])
      try await AzureAgentScene.run { scene in
        let inside = "https://inside.example.com/platform.git"
        scene.azure.change(#"{"repositories": {"\#(inside)": {"paths": ["/clusters/x"]}}}"#)
        try await scene.apply(try Self.agent())
        let source = "{url: \"file://\(repository.origin.path)\", insideURL: \"\(inside)\"}"
        try await scene.patch(
          .gitOpsAgent, "baseline",
          "spec: {source: \(source), path: /clusters/project1-staging-aks}")
        try await scene.makeCluster()
        try await scene.becomes(
          "Failed", saying: "the nearest that exists is clusters/project1-stage-aks")
      }
    }
  }

  /// As the next resync would.
  private func look(again scene: AzureAgentScene) async throws {
    try await scene.patch(
      .azureFluxConfiguration, "project1-prod-aks-baseline",
      "metadata: {labels: {test: t\(UInt32.random(in: 0 ... .max))}}")
  }

  @Test func `a provider that is not registered is told, with what to do`() async throws {
    try await AzureAgentScene.run(#"{"unregistered": ["Microsoft.KubernetesConfiguration"]}"#) {
      scene in
      try await scene.apply(try Self.agent())
      try await scene.makeCluster()
      let entry = try await scene.becomes("Failed", saying: "MissingSubscriptionRegistration")
      #expect(entry["message"]?.string?.contains("az provider register") == true)
      scene.azure.change(#"{"unregistered": []}"#)
      try await scene.becomes("Ready")
    }
  }

  @Test(arguments: [
    ("{source: {url: \"file:///tmp/platform.git\"}}", "is not reached from Azure"),
    (
      "{source: {ref: {tag: v1}}}", "spec.source.ref names branch and tag"
    ),
    ("{variablesFrom: [{kind: Secret, name: azure}]}", "Azure would show what is in it"),
    ("{source: {secretRef: {name: missing}}}", "the Secret missing does not exist"),
    ("{source: {secretRef: {name: azure}}}", "Azure has no use for AZURE_CLIENT_ID"),
  ])
  func `what Azure cannot do is refused before it is asked`(
    _ change: String, _ cause: String
  ) async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      try await scene.apply(try Self.agent())
      try await scene.patch(.gitOpsAgent, "baseline", "spec: \(change)")
      try await scene.becomes("Failed", saying: cause)
    }
  }

  @Test func `a cluster outside of Azure is told so`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.apply(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: Cluster
        metadata: {name: elsewhere}
        spec:
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: elsewhere}
        """)
      try await scene.apply(try Self.agent())
      try await scene.becomes("Failed", "elsewhere", saying: "neither run by Azure nor connected")
    }
  }

  @Test func `a configuration that somebody else made is left alone`() async throws {
    try await AzureAgentScene.run { scene in
      try await scene.makeCluster()
      let byHand = try AzureAgentScene.text("docs/azure/aks-flux.yaml").components(
        separatedBy: "---\n"
      ).filter { $0.contains("name: project1-prod-aks-") }
      try await scene.apply(byHand.joined(separator: "---\n"))
      for name in ["flux", "baseline"] {
        try await eventually("\(name) is there, and nothing is left to do") {
          try await scene.find(.azureResource, "project1-prod-aks-\(name)")?.isTrue("Ready") == true
        }
      }
      let count = scene.azure.fluxWrites.count
      try await scene.apply(try Self.agent())
      try await scene.becomes("Failed", saying: "is there already, and is not ours")
      #expect(scene.azure.fluxWrites.count == count)
    }
  }
}
