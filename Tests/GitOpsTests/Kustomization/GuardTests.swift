// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import GitOps

/// Clusters are not deleted by accident.
struct GuardTests {
  private func cluster(_ name: String) -> String {
    """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: \(name), namespace: default}
    spec: {clusterNetwork: {pods: {cidrBlocks: [10.0.0.0/16]}}}

    """
  }

  private func count(_ scene: SyncScene) async throws -> Int {
    try await scene.client.list(Address(Kind.cluster.resource())).items.count
  }

  @Test func `a revision that would delete many waits until it is approved`() async throws {
    try await SyncScene.run { scene in
      var files: [String: String?] = [:]
      for number in 0..<5 { files["c\(number).yaml"] = cluster("c\(number)") }
      let first = try await scene.repository.commit(files)
      try await scene.follow()
      try await scene.isApplied(first)
      // One may always go.
      let second = try await scene.repository.commit(["c0.yaml": nil])
      try await scene.isApplied(second)
      #expect(try await count(scene) == 4)
      let third = try await scene.repository.commit(
        ["c1.yaml": nil, "c2.yaml": nil, "a.yaml": configMap("a")])
      let message = try await scene.complaint(reason: "PruneFailed")
      #expect(message.contains("would delete 2 of 4 Clusters (default/c1, default/c2)"))
      #expect(message.contains("\(Annotations.approve)=\(third)"))
      #expect(try await count(scene) == 4)
      #expect(try await scene.configMap("a") != nil, "the rest is applied")
      try await scene.annotate("all", Annotations.approve, third)
      try await scene.isApplied(third)
      #expect(try await count(scene) == 2)
    }
  }

  @Test func `Clusters of Kustomizations that would go are counted too`() async throws {
    try await SyncScene.run { scene in
      let inner = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: inner, namespace: default}
        spec:
          {interval: 1h, prune: true, path: ./inner, sourceRef: {kind: GitRepository, name: repo}}
        """
      try await scene.repository.commit([
        "root/inner.yaml": inner, "root/a.yaml": configMap("a"),
        "inner/c.yaml": cluster("c1") + "---\n" + cluster("c2"),
      ])
      try await scene.follow(path: "root")
      try await eventually("both are there") { try await count(scene) == 2 }
      try await scene.repository.commit(["root/inner.yaml": nil])
      let message = try await scene.complaint(reason: "PruneFailed")
      #expect(message.contains("would delete 2 of 2 Clusters"))
      #expect(try await count(scene) == 2)
    }
  }

  @Test func `a protected Cluster stays`() async throws {
    try await SyncScene.run { scene in
      let kept = cluster("c1").replacing(
        "namespace: default}",
        with: "namespace: default, annotations: {capctl.dev/deletion-protection: \"true\"}}")
      let first = try await scene.repository.commit(
        ["c1.yaml": kept, "a.yaml": configMap("a"), "b.yaml": configMap("b")])
      try await scene.follow()
      try await scene.isApplied(first)
      try await scene.repository.commit(["c1.yaml": nil, "a.yaml": nil])
      let message = try await scene.complaint(reason: "PruneFailed")
      #expect(message.contains("Cluster/default/c1: the annotation"))
      #expect(try await count(scene) == 1)
      #expect(try await scene.configMap("a") == nil, "what is not protected goes")
      #expect(
        try await scene.kustomization().inventory.map(\.id).contains(
          "default_c1_cluster.x-k8s.io_Cluster"))
    }
  }
}
