// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A folder for one `capctl up` and for one cluster, whose containers go with it.
struct Place: Sendable {
  let cluster = "scene-\(UInt32.random(in: 0...999_999))"
  let folder: URL
  let engine: Engine

  static func with(_ body: (Place) async throws -> Void) async throws {
    let engine = try Engine()
    try await withTemporaryDirectory { folder in
      let place = Place(folder: folder, engine: engine)
      do {
        try await body(place)
      } catch {
        try await engine.clean(place.cluster)
        throw error
      }
    }
  }

  /// Runs `body` beside a `capctl up` over the same data each time. Where it fails, the error tells what
  /// the objects say, and what the server said last.
  func serve(
    through address: String? = nil, following words: [String] = [],
    environment: [String: String] = [:], _ body: (RealCluster) async throws -> Void
  ) async throws {
    let environment = environment.merging(["DOCKER_HOST": address ?? engine.address]) { $1 }
    let data = folder.appending(path: "data")
    try await Server.run(in: data, words, environment: environment) { server in
      let cluster = RealCluster(place: self, server: server)
      do {
        try await body(cluster)
      } catch {
        throw TestFailure("play with \(self.cluster)", "\(error)\n\(await cluster.story())")
      }
    }
  }

  /// A folder that all nodes see as `/shared`.
  var shared: URL { folder.appending(path: "shared") }
  /// Where pods write down what they asked, and what they were answered.
  var asks: URL { shared.appending(path: "asks") }

  /// The usual template, with the images of this machine, and the shared folder.
  func manifest(controlPlanes: Int = 1, workers: Int) async throws -> String {
    let balancer = try DockerPart.balancerImage.value().split(separator: ":").map(String.init)
    let repository = balancer[0].split(separator: "/").dropLast().joined(separator: "/")
    let image = try DockerPart.nodeImage.value()
    let output = try await Capctl.run(
      "generate", "cluster", cluster, "-i", "docker", "-n", "default", "--kubernetes-version",
      "v1.20.2", "--control-plane-machine-count", "\(controlPlanes)", "--worker-machine-count",
      "\(workers)",
      environment: [
        "NODE_IMAGE": image, "BALANCER_REPOSITORY": repository, "BALANCER_TAG": balancer[1],
      ])
    guard output.exitCode == 0 else { throw TestFailure("generate a cluster", output.errorText) }
    try FileManager.default.createDirectory(at: asks, withIntermediateDirectories: true)
    let line = "customImage: \(image)"
    return output.text.replacing(line, with: "\(line)\n      \(mounts)")
  }

  var mounts: String { "extraMounts: [{hostPath: \(shared.path), containerPath: /shared}]" }
}
