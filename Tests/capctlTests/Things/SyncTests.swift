// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// Verbs around git and roll-outs, in a plane that follows a repository.
struct SyncTests {
  private static func git(_ folder: URL, _ words: String...) async throws -> String {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    let command = Command("git", ["-C", folder.path] + identity + words)
    return try await command.run().text
  }

  @Test func `a commit is waited for, suspended and rolled out`() async throws {
    try await withTemporaryDirectory { folder in
      let repo = folder.appending(path: "repo")
      try FileManager.default.createDirectory(at: repo, withIntermediateDirectories: false)
      _ = try await Self.git(repo, "init", "-q")
      let made = try await Capctl.run(
        "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "1")
      try repo.write(made.text, to: "demo.yaml")
      _ = try await Self.git(repo, "add", "-A")
      _ = try await Self.git(repo, "commit", "-qm", "one")
      let data = folder.appending(path: "data")
      try await Server.run(in: data, ["--repo", repo.path, "--interval", "1h"]) { server in
        let stage = Stage(server: server, folder: folder)
        let first = try await Self.git(repo, "rev-parse", "HEAD").prefix(12)
        let there = try await stage.capctl("wait --revision=\(first) --timeout=4m")
        #expect(there.exitCode == 0, "\(there.errorText)")
        #expect(there.text.contains("its Cluster is available and up to date"))

        try repo.write(
          made.text.replacing("replicas: 1\n  selector", with: "replicas: 2\n  selector"),
          to: "demo.yaml")
        _ = try await Self.git(repo, "commit", "-qam", "two")
        let second = try await Self.git(repo, "rev-parse", "HEAD").prefix(12)
        let never = try await stage.capctl("wait --revision=ffffffff --timeout=1s")
        #expect(never.exitCode == 1 && never.errorText.contains("is what is applied"))
        let asked = try await stage.capctl(
          "reconcile kustomization/management -n capctl-system --with-source --timeout=4m")
        #expect(asked.exitCode == 0, "\(asked.errorText)")
        let later = try await stage.capctl("wait --revision=\(second) --timeout=4m")
        #expect(later.exitCode == 0, "\(later.errorText)")

        try await changeTemplate(stage, repo)
        try await rollOut(stage)
        try await stopAndGo(stage)
      }
    }
  }

  /// A template that others refer to, and that they see changed only after it was applied.
  private func changeTemplate(_ stage: Stage, _ repo: URL) async throws {
    let file = repo.appending(path: "demo.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let place = try #require(text.range(of: "startupDuration: \"0s\"", options: .backwards))
    let before = try await workers(stage)
    try repo.write(
      text.replacingCharacters(in: place, with: "startupDuration: \"1s\""), to: "demo.yaml")
    _ = try await Self.git(repo, "commit", "-qam", "three")
    let third = try await Self.git(repo, "rev-parse", "HEAD").prefix(12)
    let asked = try await stage.capctl(
      "reconcile kustomization/management -n capctl-system --with-source --timeout=4m")
    #expect(asked.exitCode == 0, "\(asked.errorText)")
    let there = try await stage.capctl("wait --revision=\(third) --timeout=4m")
    #expect(there.exitCode == 0, "\(there.errorText)")
    let after = try await workers(stage)
    #expect(after.count == 2 && after.isDisjoint(with: before), "\(before) and \(after)")
  }

  private func workers(_ stage: Stage) async throws -> Set<String> {
    let text = try await stage.capctl("get machines -o name").text
    return Set(text.split(separator: "\n").map(String.init).filter { $0.contains("-md-0-") })
  }

  private func rollOut(_ stage: Stage) async throws {
    let before = try await stage.capctl("get machines -o name").text
    let restarted = try await stage.capctl("rollout restart md/demo-md-0")
    #expect(restarted.text == "machinedeployment.cluster.x-k8s.io/demo-md-0 restarted\n")
    let done = try await stage.capctl("rollout status md demo-md-0 --timeout=4m")
    #expect(done.exitCode == 0, "\(done.errorText)")
    #expect(done.text.hasSuffix("machinedeployment \"demo-md-0\" successfully rolled out\n"))
    let after = try await stage.capctl("get machines -o name").text
    #expect(
      Set(before.split(separator: "\n")).intersection(after.split(separator: "\n")).count == 1)
    for (line, words) in [
      ("rollout pause md/demo-md-0", "demo-md-0 paused\n"),
      ("rollout resume md/demo-md-0", "demo-md-0 resumed\n"),
    ] {
      #expect(try await stage.capctl(line).text.hasSuffix(words))
    }
    for (line, words) in [
      ("rollout resume md/demo-md-0", "it is not paused"),
      ("rollout restart cluster/demo", "only MachineDeployments and KubeadmControlPlanes roll out"),
    ] {
      let output = try await stage.capctl(line)
      #expect(output.exitCode == 1 && output.errorText.contains(words), "\(line)")
    }
  }

  private func stopAndGo(_ stage: Stage) async throws {
    let stopped = try await stage.capctl("suspend kustomization management -n capctl-system")
    #expect(stopped.text.hasSuffix("/management suspended\n"), "\(stopped.errorText)")
    let refused = try await stage.capctl("reconcile kustomization management -n capctl-system")
    #expect(refused.exitCode == 1 && refused.errorText.contains("it is suspended"))
    let failed = try await stage.capctl("wait --revision=abcd1234 --timeout=1m")
    #expect(failed.exitCode == 1 && failed.errorText.contains("capctl resume kustomization"))
    let jam = try await stage.capctl("explain ready kustomization/management -n capctl-system")
    #expect(jam.text.contains("as it should be") || jam.text.contains("suspend"), "\(jam.text)")
    let resumed = try await stage.capctl("resume kustomization management -n capctl-system")
    #expect(resumed.text.hasSuffix("/management resumed\n"))
    let cluster = try await stage.capctl("suspend cluster demo")
    #expect(cluster.text == "cluster.cluster.x-k8s.io/demo suspended\n")
    let paused = try await stage.capctl("get cluster demo -o jsonpath={.spec.paused}")
    #expect(paused.text == "true")
    let told = try await stage.capctl("explain ready cluster/demo")
    #expect(told.exitCode == 0 && told.text.contains("capctl resume cluster demo"), "\(told.text)")
    _ = try await stage.capctl("delete cluster demo --wait=false")
    let stuck = try await stage.capctl("explain delete cluster/demo")
    #expect(stuck.text.contains("What to do: capctl resume cluster demo"), "\(stuck.text)")
    #expect(try await stage.capctl("resume cluster demo").exitCode == 0)
    let gone = try await stage.capctl("wait --for=delete cluster/demo --timeout=4m")
    #expect(gone.exitCode == 0, "\(gone.errorText)")
  }
}
