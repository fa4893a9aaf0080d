// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import capctl

/// A cluster that has no agent gets its platform from here, by its kubeconfig.
struct RemoteApplyTests {
  private static let following = """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata: {name: platform}
    spec: {url: "URL", interval: 1s, ref: {branch: main}}
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: demo}
    spec:
      interval: 1s
      retryInterval: 1s
      path: ./clusters/demo
      prune: true
      sourceRef: {kind: GitRepository, name: platform}
      kubeConfig: {secretRef: {name: demo-kubeconfig}}
    """

  private static let app = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: web}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: app, namespace: web}
    data: {size: small}
    """

  private static let place = Address(.configMaps, namespace: "web", name: "app")

  /// Makes a repository, and what follows it.
  private func follow(_ scene: FleetScene, in folder: URL) async throws -> FleetRepository {
    let repository = try await FleetRepository(in: folder)
    try await repository.commit(["clusters/demo/app.yaml": Self.app])
    try await scene.apply(
      Self.following.replacing("URL", with: "file://\(repository.origin.path)"))
    return repository
  }

  private func message(_ scene: FleetScene) async throws -> String {
    let ready = try await scene.find(Kustomization.self, "demo")?.condition("Ready")
    return ready?.message ?? ""
  }

  private func size(_ scene: FleetScene) async throws -> String? {
    try await scene.workload("demo").find(Self.place)?.value["data", "size"]?.string
  }

  @Test func `what git says is applied in a cluster that has no agent`() async throws {
    try await withTemporaryDirectory { folder in
      try await FleetScene.run { scene in
        let repository = try await follow(scene, in: folder)
        try await eventually("it waits for the cluster") {
          try await message(scene).contains("the Secret demo-kubeconfig does not exist")
        }
        try await scene.make("demo")
        try await eventually("it is applied") { try await size(scene) == "small" }
        #expect(try await scene.client.find(Self.place) == nil, "here there is nothing of it")
        let agents = Address(.configMaps, namespace: "capctl-system")
        #expect(try await scene.workload("demo").list(agents).items.isEmpty)
        try await repository.commit([
          "clusters/demo/app.yaml": Self.app.replacing("small", with: "large")
        ])
        try await eventually("a commit arrives") { try await size(scene) == "large" }
        try await repository.revert()
        try await eventually("it is taken back") { try await size(scene) == "small" }
        try await scene.workload("demo").delete(Self.place)
        try await eventually("what somebody deletes returns") { try await size(scene) == "small" }
        try await scene.delete(.kustomization, "demo")
        try await eventually("it goes with the Kustomization") {
          let left = try await scene.find(Kustomization.self, "demo")
          return try await size(scene) == nil && left == nil
        }
      }
    }
  }

  @Test func `a cluster that is gone holds nothing back`() async throws {
    try await withTemporaryDirectory { folder in
      try await FleetScene.run { scene in
        _ = try await follow(scene, in: folder)
        try await scene.make("demo")
        try await eventually("it is applied") { try await size(scene) == "small" }
        try await scene.delete(.cluster, "demo")
        try await eventually("the cluster is gone") {
          try await scene.find(Cluster.self, "demo") == nil
        }
        try await scene.delete(.kustomization, "demo")
        try await eventually("the Kustomization is gone") {
          try await scene.find(Kustomization.self, "demo") == nil
        }
      }
    }
  }
}
