// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// `capctl logs machine`, of a container that stands for a node: no more of it is needed than a shell.
struct LogsTests {
  private static func docker(_ words: String...) async throws -> Output {
    var command = Command(try Part.path("docker"), words)
    command.environment = .exactly(["DOCKER_HOST": try DockerPart.engine.value(), "HOME": "/root"])
    command.deadline = .seconds(180)
    return try await command.run()
  }

  private static func machine(_ name: String, _ kind: String) -> String {
    """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Machine
    metadata: {name: \(name)}
    spec:
      clusterName: one
      bootstrap: {dataSecretName: a}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: \(kind), name: \(name)}
    ---

    """
  }

  private func logs(_ line: String, _ stage: Stage) async throws -> Output {
    try await Capctl.run(
      words: ["logs", "machine"] + line.split(separator: " ").map(String.init)
        + ["--data-dir", stage.server.folder.path],
      environment: ["HOME": "/nowhere", "DOCKER_HOST": try DockerPart.engine.value()])
  }

  @Test func `what a node says is shown`() async throws {
    let name = "capctl-logs-\(UInt32.random(in: 0...999_999))"
    let script = """
      mkdir -p /var/lib/capctl; printf 'kubeadm could not reach it' >/var/lib/capctl/failed
      printf 'one\\n\\033[1mtwo\\n'; exec sleep 600
      """
    _ = try await Self.docker(
      "run", "-d", "--name", name, "--network", "none", "--entrypoint", "/bin/sh",
      try DockerPart.nodeImage.value(), "-c", script)
    do {
      try await Stage.run { stage in try await look(name, stage) }
    } catch {
      _ = try await Self.docker("rm", "-f", "-v", name)
      throw error
    }
    _ = try await Self.docker("rm", "-f", "-v", name)
  }

  private func look(_ name: String, _ stage: Stage) async throws {
    let text = [
      (name, "DockerMachine"), ("other", "InMemoryMachine"), ("far", "AzureMachine"),
    ].map { Self.machine($0, $1) }.joined()
    let made = try await stage.capctl("apply -f -", input: .bytes(Array(text.utf8)))
    #expect(made.exitCode == 0, "\(made.errorText)")
    try await eventually("the container has written") {
      try await Self.docker("logs", name).text.contains("two")
    }
    let shown = try await logs("\(name) --tail=1", stage)
    #expect(shown.exitCode == 0, "\(shown.errorText)")
    #expect(
      shown.text.hasPrefix("== console\n[1mtwo\n== bootstrap\nfailed\nkubeadm could not reach it\n")
    )
    #expect(shown.text.contains("== kubelet\n") && !shown.text.contains("\u{1B}"))
    let all = try await logs("\(name) --tail=-1", stage)
    #expect(all.text.hasPrefix("== console\none\n[1mtwo\n"), "\(all.text)")
    let other = try await logs("other", stage)
    #expect(other.exitCode == 1 && other.errorText.contains("cannot be looked into from here"))
    let far = try await logs("far", stage)
    #expect(far.exitCode == 1 && far.errorText.contains("Azure keeps what a virtual machine"))
    #expect(far.errorText.contains("hint: capctl explain ready machine/far"))
    #expect(try await logs("none", stage).exitCode == 3)
  }
}
