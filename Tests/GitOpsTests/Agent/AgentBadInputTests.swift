// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import GitOps

/// What people and repositories do wrong with agents: the cluster's entry says so, and nothing is committed.
struct AgentBadInputTests {
  private static let agent = """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform, namespace: default}
    spec:
      clusterRef: {name: demo}
      type: flux
      source: {url: "URL"}
      path: clusters/demo
      before: [{configMap: network}]
      flux: {manifest: {configMap: flux}}
    """

  private static let zeros = String(repeating: "0", count: 64)

  private static func object(_ version: String, _ kind: String) -> String {
    "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: web, namespace: web}\nspec: {}\n"
  }

  /// What is said of the spec, and what the repository has, and the words that answer it.
  private static let cases: [(spec: String, files: [String: String], words: [String])] = [
    ("{flux: {manifest: {sha256: '\(zeros)'}}}", [:], ["its SHA-256 is", "and not \(zeros)"]),
    ("{flux: {manifest: {configMap: missing}}}", [:], ["the ConfigMap missing does not exist"]),
    ("{source: {ref: {tag: v1}}}", [:], ["spec.source.ref names no branch"]),
    ("{source: {secretRef: {name: missing}}}", [:], ["the Secret missing does not exist"]),
    ("{source: {url: 'file:///nowhere/at/all.git'}}", [:], ["/nowhere/at/all.git"]),
    ("{path: 'clusters/$<MISSING>'}", [:], ["MISSING"]),
    (
      "{before: [{path: bootstrp}]}", ["bootstrap/a.yaml": "# nothing\n"],
      ["there is no such path in the repository", "the nearest that exists is bootstrap"]
    ),
    (
      "{}", ["clusters/demo/a.yaml": object("source.toolkit.fluxcd.io/v1beta1", "GitRepository")],
      ["GitRepository web/web in source.toolkit.fluxcd.io/v1beta1", "it serves v1"]
    ),
    (
      "{}", ["clusters/demo/a.yaml": object("helm.toolkit.fluxcd.io/v2", "HelmRelease")],
      ["it serves not that kind at all", "spec.flux.components"]
    ),
    (
      "{}", ["clusters/demo/a.yaml": object("helm.fluxcd.io/v1", "HelmRelease")],
      ["clusters/demo/a.yaml:1", "is of the first Flux", "helm.toolkit.fluxcd.io/v2"]
    ),
  ]

  @Test(arguments: cases.indices)
  func `what is wrong is told of the cluster, and nothing is committed`(_ index: Int) async throws {
    let (spec, files, words) = Self.cases[index]
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["README.md": "platform"].merging(files) { $1 })
      let world = try await AgentWorld(in: folder)
      let agent = Self.agent.replacing("URL", with: "file://\(repository.origin.path)")
      let changed = try YAML.parse(agent).applying(
        mergePatch: ["spec": try YAML.parse(spec)])
      try await world.begin(JSON.text(changed))
      try await world.live { _ in
        try await eventually("the cluster's entry says \(words)") {
          let (state, message) = (try await world.state(), try await world.message() ?? "")
          return state == "Failed" && words.allSatisfy { message.contains($0) }
        }
      }
      #expect(try await repository.messages() == ["Change"])
    }
  }
}
