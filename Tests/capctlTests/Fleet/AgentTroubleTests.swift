// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import capctl

/// One cluster's trouble is no other's.
struct AgentTroubleTests {
  private static func agent(_ spec: String) -> String {
    """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform}
    spec: {type: capctl, source: {url: "file:///nowhere"}, \(spec)}
    """
  }

  /// The state and the message that the agent's status has of a cluster.
  private func entry(_ cluster: String, _ scene: FleetScene) async throws -> String {
    let all = try await scene.find(GitOpsAgent.self, "platform")?.clusters
    let entry = all?.first { $0["name"]?.string == cluster }
    return [entry?["state"]?.string, entry?["message"]?.string].compactMap(\.self)
      .joined(separator: ": ")
  }

  @Test func `others go on where a variable is missing`() async throws {
    try await FleetScene.run { scene in
      try await scene.apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: place}, data: {FOLDER: north}}")
      try await scene.apply(Self.agent("clusterSelector: {}, path: clusters/$<FOLDER>"))
      for name in ["good", "bad"] { try await scene.make(name) }
      try await scene.apply(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: Cluster
        metadata: {name: unborn}
        spec:
          infrastructureRef:
            {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: missing}
        """)
      try await scene.patch(
        .cluster, "good",
        ["metadata": ["annotations": ["capctl.dev/variables-from": "ConfigMap/place"]]])
      try await eventually("each cluster has its own state") {
        let (good, bad) = (try await entry("good", scene), try await entry("bad", scene))
        let unborn = try await entry("unborn", scene)
        return good.hasPrefix("Syncing") && bad.hasPrefix("Failed") && bad.contains("FOLDER")
          && unborn.hasPrefix("Waiting: Waiting for the control plane of")
      }
      let ready = try await scene.find(GitOpsAgent.self, "platform")?.condition("Ready")
      #expect(ready?.message.hasPrefix("0 of 3 clusters are ready") == true)
      #expect(ready?.message.contains("* bad: Failed: ") == true)
    }
  }

  @Test func `a cluster that is deleted half-way through is gone, and its agent with it`()
    async throws
  {
    try await FleetScene.run { scene in
      // What is to be applied first is not there, and never comes.
      try await scene.apply(
        Self.agent("clusterSelector: {}, path: a, before: [{configMap: missing}]"))
      for name in ["demo", "other"] { try await scene.make(name) }
      for name in ["demo", "other"] {
        try await eventually("\(name) is half-way") {
          try await entry(name, scene).contains("the ConfigMap missing does not exist")
        }
      }
      try await scene.delete(.cluster, "demo")
      try await eventually("the cluster is gone, and its entry") {
        let cluster = try await scene.find(Cluster.self, "demo")
        let text = try await entry("demo", scene)
        return cluster == nil && text.isEmpty
      }
      #expect(try await entry("other", scene).hasPrefix("Failed"))
    }
  }

  @Test func `an agent that somebody else has brought is left as it is`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo")
      try await scene.apply(Self.agent("clusterRef: {name: demo}, path: clusters/north"))
      try await eventually("the agent is there") {
        try await entry("demo", scene).hasPrefix("Syncing")
      }
      // As if the cluster had come from another management plane.
      let inside = scene.workload("demo")
      let followed = Address(
        Kind.kustomization.resource(), namespace: "capctl-system", name: "platform")
      var other = try await inside.get(followed)
      other.metadata = Metadata(["namespace": "capctl-system", "name": "theirs"])
      _ = try await inside.create(
        other, at: Address(Kind.kustomization.resource(), namespace: "capctl-system"))
      let deployment = Address(
        Resource(group: "apps", version: "v1", plural: "deployments"), namespace: "capctl-system",
        name: "capctl-agent")
      _ = try await inside.patch(
        .merge(["metadata": ["annotations": ["capctl.dev/agent": "theirs"]]]), at: deployment)
      try await scene.apply(Self.agent("clusterRef: {name: demo}, path: clusters/south"))
      try await eventually("the agent says whose it is") {
        try await entry("demo", scene).contains(
          "the agent there is GitOpsAgent theirs's, and follows clusters/north already")
      }
    }
  }
}
