// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// The template for hosts that are there already.
struct SSHTemplateTests {
  private func generate(_ environment: [String: String]) async throws -> Output {
    try await Capctl.run(
      "generate", "cluster", "edge", "-i", "ssh", "--kubernetes-version", "v1.30.0",
      environment: environment)
  }

  @Test func `what it makes is valid`() async throws {
    let output = try await generate([
      "CONTROL_PLANE_ENDPOINT_HOST": "10.0.0.1", "WORKER_HOST_ROLE": "shop",
    ])
    #expect(output.exitCode == 0, "\(output.errorText)")
    #expect(output.text.contains("matchLabels: {role: \"shop\"}"))
    try await withTemporaryDirectory { folder in
      try folder.write(output.text, to: "cluster.yaml")
      let valid = try await Capctl.run("validate", folder.path)
      #expect(valid.exitCode == 0, "\(valid.errorText)")
    }
  }

  @Test func `where the API is to answer has to be said`() async throws {
    let output = try await generate([:])
    #expect(output.exitCode == 1)
    #expect(output.errorText.contains("CONTROL_PLANE_ENDPOINT_HOST"))
  }
}
