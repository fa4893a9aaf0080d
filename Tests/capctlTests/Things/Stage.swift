// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A management API with a few objects in it that nobody works on: paused, so that they stay as they are.
struct Stage {
  let server: Server
  let folder: URL

  static let objects = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: one, labels: {team: blue, app.kubernetes.io/name: shop}}
    spec: {paused: true, infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: one}}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: second}
    spec: {paused: true, infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: second}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data: {a: "1", b: "two"}
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: other}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: other}
    data: {a: "2"}

    """

  /// Runs `body` beside it.
  static func run(_ body: (Stage) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder.appending(path: "data")) { server in
        let stage = Stage(server: server, folder: folder)
        let file = try folder.write(objects, to: "objects.yaml")
        let applied = try await server.kubectl("apply", "-f", file.path)
        guard applied.exitCode == 0 else {
          throw TestFailure("apply the objects", applied.errorText)
        }
        try await body(stage)
      }
    }
  }

  func capctl(_ line: String, input: Input = .nothing) async throws -> Output {
    let words = line.split(separator: " ").map(String.init)
    return try await Capctl.run(
      words: words + ["--data-dir", server.folder.path], input: input,
      environment: ["HOME": "/nowhere"])
  }

  func kubectl(_ line: String) async throws -> Output {
    try await server.kubectl(words: line.split(separator: " ").map(String.init))
  }
}
