// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

/// Flavors, where templates and variables come from, and commits into a management repository.
struct GenerateRepoTests {
  private static let identity = [
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b.c", "PATH": "/usr/bin:/bin",
  ]

  private func run(_ line: String, _ more: [String: String] = [:]) async throws -> Output {
    try await Capctl.run(
      words: line.split(separator: " ").map(String.init),
      environment: Self.identity.merging(more) { $1 })
  }

  private func git(_ folder: URL, _ words: String...) async throws -> Output {
    var command = Command("git", ["-C", folder.path] + words)
    command.environment = .exactly(Self.identity)
    command.accepts = Set(0...255)
    return try await command.run()
  }

  /// A new management repository.
  private func withRepo(_ body: (URL) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      let repo = folder.appending(path: "fleet")
      let made = try await run("generate repo \(repo.path)")
      #expect(made.exitCode == 0, "\(made.errorText)")
      try await body(repo)
    }
  }

  private static let cluster =
    "generate cluster demo -i inmemory --kubernetes-version v1.30.0 --commit --repo "

  @Test(arguments: ["docker", "inmemory"])
  func `flavors differ in agents and control planes`(_ infrastructure: String) async throws {
    for (flavor, planes, agents, checks) in [
      ("", 1, 0, 0), ("no-agent", 1, 0, 0), ("development", 1, 1, 0), ("ha", 3, 1, 2),
    ] as [(String, Int64, Int, Int)] {
      let line = "generate cluster demo --kubernetes-version v1.30.0 -i \(infrastructure)"
      let output = try await run(
        flavor.isEmpty ? line : "\(line) -f \(flavor)",
        ["PLATFORM_URL": "https://example.com/p.git"])
      #expect(output.exitCode == 0, "\(output.errorText)")
      let objects = try Source("output", text: output.text).values().map(Object.init)
      let plane = objects.first { $0.kind == "KubeadmControlPlane" }
      #expect(plane?.spec["replicas"]?.int == planes, "\(flavor)")
      #expect(objects.count { $0.kind == "GitOpsAgent" } == agents, "\(flavor)")
      #expect(objects.count { $0.kind == "MachineHealthCheck" } == checks, "\(flavor)")
      let preloads = output.text.contains("preLoadImages: [capctl/agent:v")
      #expect(preloads == (infrastructure == "docker" && agents > 0))
    }
    let missing = try await run(
      "generate cluster demo --kubernetes-version v1.30.0 -f ha -i \(infrastructure)")
    #expect(missing.exitCode == 1 && missing.errorText.contains("variables [PLATFORM_URL]"))
  }

  @Test func `what a flavor makes is taken by the API`() async throws {
    for infrastructure in ["docker", "inmemory"] {
      try await withTemporaryDirectory { folder in
        let made = try await run(
          "generate cluster demo --kubernetes-version v1.30.0 -f ha -i \(infrastructure)",
          ["PLATFORM_URL": "https://example.com/p.git"])
        try folder.write(made.text, to: "demo.yaml")
        let output = try await run("validate \(folder.path)")
        #expect(output.exitCode == 0, "\(output.errorText)")
      }
    }
  }

  @Test(arguments: ["default", "ha", "internal-lb", "byo-vnet", "aks"])
  func `a flavor of Azure has an agent, and is taken by the API`(_ flavor: String) async throws {
    try await withTemporaryDirectory { folder in
      let made = try await run(
        "generate cluster demo --kubernetes-version v1.31.2 -i azure -f \(flavor)",
        [
          "PLATFORM_URL": "https://example.com/p.git", "AZURE_LOCATION": "westeurope",
          "AZURE_CONTROL_PLANE_MACHINE_TYPE": "a", "AZURE_NODE_MACHINE_TYPE": "a",
          "AZURE_VNET_RESOURCE_GROUP": "net", "AZURE_VNET_NAME": "hub",
          "AZURE_CONTROL_PLANE_SUBNET_NAME": "planes", "AZURE_NODE_SUBNET_NAME": "nodes",
        ])
      #expect(made.exitCode == 0, "\(made.errorText)")
      let objects = try Source("output", text: made.text).values().map(Object.init)
      #expect(objects.count { $0.kind == "GitOpsAgent" } == 1)
      #expect(Set(objects.map { "\($0.kind)/\($0.name)" }).count == objects.count)
      try folder.write(made.text, to: "demo.yaml")
      let output = try await run("validate \(folder.path)")
      #expect(output.exitCode == 0, "\(output.errorText)")
    }
  }

  @Test func `variables come from a file where the environment has none`() async throws {
    try await withTemporaryDirectory { folder in
      let file = try folder.write(
        "KUBERNETES_VERSION: v1.29.0\nworker_machine_count: 4\nproviders: [{name: x}]\n",
        to: "c.yaml")
      let line = "generate cluster demo -i inmemory --config \(file.path)"
      let filed = try await run(line)
      #expect(filed.text.contains("version: v1.29.0") && filed.text.contains("replicas: 4"))
      let set = try await run(line, ["KUBERNETES_VERSION": "v1.30.1"])
      #expect(set.text.contains("version: v1.30.1"))
      let home = folder.appending(path: "cluster-api")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
      try home.write("KUBERNETES_VERSION: v1.28.0\n", to: "clusterctl.yaml")
      let usual = try await run(
        "generate cluster demo -i inmemory", ["XDG_CONFIG_HOME": folder.path])
      #expect(usual.text.contains("version: v1.28.0"))
      try folder.write("- a\n", to: "c.yaml")
      #expect(try await run(line).errorText.contains("it holds no NAME: value pairs"))
    }
  }

  @Test func `a template may be in a ConfigMap of the management API`() async throws {
    try await Stage.run { stage in
      let text = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: templates}
        data: {template: "{apiVersion: v1, kind: Secret, metadata: {name: ${CLUSTER_NAME}}}"}
        """
      _ = try await stage.capctl("apply -f -", input: .bytes(Array(text.utf8)))
      let made = try await stage.capctl("generate cluster demo --from-config-map templates")
      #expect(made.text == "{apiVersion: v1, kind: Secret, metadata: {name: demo}}\n")
      for (words, cause) in [
        ("templates --from-config-map-key other", "has no key other"),
        ("templates -i docker", "only one template can be used"), ("none", "not found"),
      ] {
        let output = try await stage.capctl("generate cluster demo --from-config-map \(words)")
        #expect(output.exitCode != 0 && output.errorText.contains(cause), "\(output.errorText)")
      }
    }
  }

  @Test func `a cluster is committed, and its check passes`() async throws {
    try await withRepo { repo in
      let output = try await run(Self.cluster + repo.path)
      #expect(output.exitCode == 0, "\(output.errorText)")
      #expect(output.errorText.hasPrefix("committed clusters/demo.yaml in "))
      let log = try await git(repo, "log", "--format=%s", "--name-only", "-1")
      #expect(log.text == "Add cluster demo\n\nclusters/demo.yaml\n")
      #expect(try await git(repo, "status", "--porcelain").text == "")
      let valid = try await run("validate \(repo.path)/clusters")
      #expect(valid.exitCode == 0, "\(valid.errorText)")
      let again = try await run(Self.cluster + repo.path)
      #expect(
        again.exitCode == 1 && again.errorText.contains("clusters/demo.yaml is there already"))
    }
  }

  @Test func `a repository that is dirty, behind or none is left alone`() async throws {
    try await withRepo { repo in
      let outside = try await run(Self.cluster + "/")
      #expect(outside.errorText.contains("it is in no git repository"), "\(outside.errorText)")
      let clone = repo.deletingLastPathComponent().appending(path: "clone")
      _ = try await git(repo, "clone", "-q", repo.path, clone.path)
      // Somebody else goes on, and the clone has heard of it.
      _ = try await git(repo, "commit", "-q", "--allow-empty", "-m", "more")
      _ = try await git(clone, "fetch", "-q")
      let behind = try await run(Self.cluster + clone.path)
      #expect(behind.exitCode == 1)
      #expect(behind.errorText.contains("its branch lacks 1 commit of the one it follows"))
      _ = try await git(clone, "checkout", "-q", "--detach")
      #expect(try await run(Self.cluster + clone.path).errorText.contains("it is on no branch"))
      try repo.write("x", to: "stray")
      let dirty = try await run(Self.cluster + repo.path)
      #expect(dirty.exitCode == 1 && dirty.errorText.contains("it has a change not committed"))
      #expect(!FileManager.default.fileExists(atPath: repo.path + "/clusters/demo.yaml"))
    }
  }

  @Test func `a hook that refuses leaves nothing behind`() async throws {
    try await withRepo { repo in
      let hook = repo.appending(path: ".git/hooks/pre-commit")
      try Data("#!/bin/sh\necho no thanks >&2\nexit 1\n".utf8).write(to: hook)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
      let output = try await run(Self.cluster + repo.path + " --path deep/er")
      #expect(output.exitCode == 1 && output.errorText.contains("no thanks"), "\(output.errorText)")
      #expect(try await git(repo, "status", "--porcelain").text == "")
      #expect(!FileManager.default.fileExists(atPath: repo.path + "/deep"))
    }
  }

  @Test func `a new repository needs a place of its own`() async throws {
    try await withRepo { repo in
      let again = try await run("generate repo \(repo.path)")
      #expect(again.exitCode == 1 && again.errorText.contains("it is there already"))
      let check = try await git(repo, "ls-files", "--stage", "hooks/pre-commit")
      #expect(check.text.hasPrefix("100755 "))
      let nobody = try await Capctl.run(
        "generate", "repo", repo.path + "2",
        environment: ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "EMAIL": ""])
      #expect(nobody.exitCode == 1, "\(nobody.errorText)")
      #expect(!FileManager.default.fileExists(atPath: repo.path + "2"))
      #expect(!FileManager.default.fileExists(atPath: repo.path + "2.capctl-new"))
    }
  }
}
