// SPDX-License-Identifier: Apache-2.0

import Spawn
import TestKit

/// The engine that runs the nodes, as Docker's own program sees it.
struct Engine: Sendable {
  let address: String

  init() throws {
    address = try DockerPart.engine.value()
  }

  /// Runs `docker`, which must succeed.
  @discardableResult
  func docker(_ words: String...) async throws -> String {
    try await docker(words: words)
  }

  @discardableResult
  func docker(words: [String]) async throws -> String {
    var command = Command(try Part.path("docker"), words)
    command.environment = .exactly(["DOCKER_HOST": address, "HOME": "/root"])
    command.deadline = .seconds(240)
    return try await command.run().text
  }

  /// The names of a cluster's containers, the load balancer's among them, whatever their state.
  func containers(of cluster: String, _ filter: String...) async throws -> [String] {
    let filters = (["label=io.x-k8s.kind.cluster=\(cluster)"] + filter).flatMap {
      ["--filter", $0]
    }
    return try await docker(words: ["ps", "-a", "--format", "{{.Names}}"] + filters).lines.sorted()
  }

  /// Takes away whatever a cluster left.
  func clean(_ cluster: String) async throws {
    for container in try await containers(of: cluster) {
      try await docker("rm", "-f", "-v", container)
    }
  }
}

extension String {
  var lines: [String] { split(separator: "\n").map(String.init) }
}
