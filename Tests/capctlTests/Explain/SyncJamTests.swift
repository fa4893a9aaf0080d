// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// Jams of what follows git, with git itself.
struct SyncJamTests {
  private static func cluster(_ name: String) -> String {
    """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: \(name), namespace: default}
    spec:
      paused: true
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: \(name)}

    """
  }

  @Test func `a guard against pruning`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      let names = ["a", "b", "c", "d"]
      var files: [String: String?] = [:]
      for name in names { files["clusters/\(name).yaml"] = .some(Self.cluster(name)) }
      try await repository.commit(files)
      let words = ["--repo", repository.origin.path, "--path", "clusters", "--interval", "1s"]
      let data = folder.appending(path: "data")
      try await Server.run(in: data, words) { server in
        try await eventually("the clusters are there", within: .seconds(120)) {
          try await server.kubectl("get", "clusters", "-o", "name").text
            .split(separator: "\n").count == 4
        }
        let revision = try await repository.commit([
          "clusters/a.yaml": nil, "clusters/b.yaml": nil, "clusters/c.yaml": nil,
        ])
        try await Explained(
          folder: data, word: "ready", object: "kustomization/management -n capctl-system",
          blocker: "Kustomization capctl-system/management", words: "would delete 3 of 4 Clusters",
          remedy: "kubectl annotate kustomization management -n capctl-system "
            + "capctl.dev/approve=\(revision)"
        ).isTold()
      }
    }
  }

  @Test func `a circle of dependencies`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["base/c.yaml": Self.cluster("a")])
      let data = folder.appending(path: "data")
      let words = ["--repo", repository.origin.path, "--path", "base", "--interval", "1s"]
      try await Server.run(in: data, words) { server in
        let text = ["base", "apps"].map { name in
          """
          apiVersion: kustomize.toolkit.fluxcd.io/v1
          kind: Kustomization
          metadata: {name: \(name), namespace: capctl-system}
          spec:
            interval: 1m
            prune: false
            path: ./base
            sourceRef: {kind: GitRepository, name: management}
            dependsOn: [{name: \(name == "base" ? "apps" : "base")}]

          """
        }.joined(separator: "---\n")
        let file = try folder.write(text, to: "circle.yaml").path
        let applied = try await server.kubectl("apply", "-f", file)
        #expect(applied.exitCode == 0, "\(applied.errorText)")
        try await Explained(
          folder: data, word: "ready", object: "kustomization/apps -n capctl-system",
          blocker: "Kustomization capctl-system/", words: "form a circle",
          remedy: "take one of these out of spec.dependsOn"
        ).isTold()
      }
    }
  }
}
