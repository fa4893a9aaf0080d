// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

@testable import capctl

struct GenerateClusterTests {
  private static let usual = [
    "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
  ]

  private func run(_ words: [String], _ environment: [String: String] = [:]) async throws -> (
    text: String, errors: String, code: Int32
  ) {
    let output = try await Capctl.run(words: words, environment: environment)
    return (output.text, output.errorText, output.exitCode)
  }

  private func objects(_ text: String) throws -> [Object] {
    try Source("output", text: text).values().map(Object.init)
  }

  @Test func `a template gets what flags and the environment say`() async throws {
    let (text, errors, code) = try await run(
      Self.usual + ["-n", "team", "--worker-machine-count", "3"],
      ["CONTROL_PLANE_MACHINE_COUNT": "5", "WORKER_MACHINE_COUNT": "9"])
    #expect(errors == "")
    #expect(code == 0)
    let objects = try objects(text)
    #expect(objects.allSatisfy { $0.namespace == "team" && $0.name.hasPrefix("demo") })
    let plane = try #require(objects.first { $0.kind == "KubeadmControlPlane" })
    #expect(plane.spec["replicas"] == 5)
    #expect(plane.spec["version"] == "v1.30.0")
    let workers = try #require(objects.first { $0.kind == "MachineDeployment" })
    #expect(workers.spec["replicas"] == 3)
    #expect(text.contains("# ECDSA keys"))
  }

  @Test(arguments: [
    (["--kubernetes-version", "1.30"], "invalid KubernetesVersion. Please use a semantic version"),
    (["--control-plane-machine-count", "0"], "invalid ControlPlaneMachineCount."),
    (["--worker-machine-count", "-1"], "invalid WorkerMachineCount."),
    (["-n", "A"], "\"A\" is no name for a namespace"),
    (["-f", "large"], "infrastructure inmemory has no flavor large"),
    (["-i", "nowhere"], "there is no template for infrastructure nowhere"),
    (["--from", "x.yaml"], "only one template can be used at time"),
  ])
  func `what cannot be is named`(words: [String], cause: String) async throws {
    let (text, errors, code) = try await run(Self.usual + words)
    #expect(text == "")
    #expect(errors.contains(cause))
    #expect(code == 1)
  }

  @Test func `without a version, it is missing`() async throws {
    let (_, errors, code) = try await run(["generate", "cluster", "demo", "-i", "inmemory"])
    #expect(errors.contains("KUBERNETES_VERSION"))
    #expect(code == 1)
  }

  @Test func `variables are listed with what they are unless set`() async throws {
    let (text, _, code) = try await run(
      ["generate", "cluster", "demo", "-i", "inmemory", "--list-variables"])
    #expect(code == 0)
    #expect(text.hasPrefix("Required Variables:\n  - KUBERNETES_VERSION\n\nOptional Variables:\n"))
    #expect(text.contains("  - CLUSTER_NAME                 (defaults to \"demo\")\n"))
    #expect(text.contains("  - WORKER_MACHINE_COUNT         (defaults to \"0\")\n"))
  }

  @Test func `a template of one's own is put into the namespace, and written to a file`()
    async throws
  {
    try await withTemporaryDirectory { folder in
      let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "${CLUSTER_NAME}", namespace: elsewhere}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team}

        """
      let from = try folder.write(template, to: "t.yaml").path()
      let to = folder.appending(path: "out.yaml")
      let words = ["generate", "cluster", "demo", "--from", from, "--write-to", to.path()]
      let (text, errors, code) = try await run(words + ["-n", "team"])
      #expect((text, errors, code) == ("", "", 0))
      let objects = try objects(try String(contentsOf: to, encoding: .utf8))
      #expect(objects.map(\.namespace) == ["team", nil])
      #expect(try await run(words).code == 0)
      let kept = try self.objects(try String(contentsOf: to, encoding: .utf8))
      #expect(kept.map(\.namespace) == ["elsewhere", nil])
    }
  }
}
