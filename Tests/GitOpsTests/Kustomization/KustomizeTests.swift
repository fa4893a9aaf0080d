// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import GitOps

/// Folders with a kustomization.yaml, and what a Kustomization's own fields add to what is built.
struct KustomizeTests {
  @Test func `layers are built, with what the fields add`() async throws {
    try await SyncScene.run { scene in
      let component = """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        configMapGenerator:
        - name: part
          literals: [key=component]
          options: {disableNameSuffixHash: true}
        """
      try await scene.repository.commit([
        "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": configMap("a", "base"),
        "prod/kustomization.yaml":
          "resources: [../base]\npatches:\n- target: {kind: ConfigMap}\n"
          + "  patch: '[{op: replace, path: /data/key, value: prod}]'\n",
        "parts/kustomization.yaml": component,
      ])
      try await scene.follow(
        path: "prod",
        kustomization: """
          namePrefix: x-
          targetNamespace: demo
          components: [../parts, ../missing]
          ignoreMissingComponents: true
          commonMetadata: {labels: {team: blue}}
          patches:
          - target: {name: part}
            patch: '[{op: add, path: /data/more, value: here}]'
          """)
      try await eventually("both are there") {
        let (a, part) = (
          try await scene.configMap("x-a", in: "demo"),
          try await scene.configMap("x-part", in: "demo")
        )
        return a?.value["data", "key"] == "prod" && part?.value["data", "more"] == "here"
          && a?.metadata.labels["team"] == "blue"
      }
    }
  }

  @Test func `fields add to a folder that has no kustomization too`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit([
        "all/a.yaml": configMap("a"), "all/sub/kustomization.yaml": "resources: [b.yaml]\n",
        "all/sub/b.yaml": configMap("b"), "all/sub/unused.yaml": configMap("unused"),
      ])
      try await scene.follow(path: "all", kustomization: "nameSuffix: -y")
      try await scene.isApplied(revision)
      #expect(try await scene.configMap("a-y") != nil)
      #expect(try await scene.configMap("b-y") != nil)
      #expect(try await scene.kustomization().inventory.count == 2)
    }
  }

  @Test func `one broken file of a kustomization keeps back its own objects`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit([
        "kustomization.yaml": "resources: [a.yaml, b.yaml]\n", "a.yaml": configMap("a"),
        "b.yaml": "kind: [\n",
      ])
      try await scene.follow()
      let message = try await scene.complaint(reason: "BuildFailed")
      #expect(message.contains("b.yaml:"))
      try await eventually("the other is applied") { try await scene.configMap("a") != nil }
    }
  }

  @Test func `a mistake in a kustomization is told with its place, and nothing goes`() async throws
  {
    try await SyncScene.run { scene in
      let first = try await scene.repository.commit([
        "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": configMap("a"),
      ])
      try await scene.follow()
      try await scene.isApplied(first)
      try await scene.repository.commit(["kustomization.yaml": "resource: [a.yaml]\n"])
      let message = try await scene.complaint(reason: "BuildFailed")
      #expect(message.contains("kustomization.yaml:1"))
      #expect(try await scene.configMap("a") != nil)
    }
  }

  @Test func `a remote base is refused`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit([
        "kustomization.yaml": "resources: ['https://example.com/org/repo//base?ref=v1']\n"
      ])
      try await scene.follow()
      let message = try await scene.complaint(reason: "BuildFailed")
      #expect(message.contains("remote"))
    }
  }
}
