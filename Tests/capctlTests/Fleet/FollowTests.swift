// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

@testable import capctl

/// `capctl up --repo`: clusters come from git, and follow it.
struct FollowTests {
  private func manifests(workers: Int, version: String = "v1.30.0") async throws -> String {
    try await Capctl.run(
      "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", version,
      "--worker-machine-count", "\(workers)"
    ).text
  }

  /// What kubectl says of the cluster: its workers, its version, whether it is available.
  private func state(_ server: Server) async throws -> String {
    try await server.kubectl(
      "get", "cluster,machinedeployment", "--all-namespaces", "-o",
      "jsonpath={range .items[*]}{.status.workers.availableReplicas}{.spec.template.spec.version} "
        + "{.status.conditions[?(@.type=='Available')].status}{'\\n'}{end}"
    ).text
  }

  private func becomes(_ wanted: String, _ server: Server) async throws {
    var last = ""
    do {
      try await eventually("the cluster is \(wanted)") {
        last = try await state(server)
        return last == wanted
      }
    } catch {
      let story = try await server.kubectl(
        "get", "gitrepositories,kustomizations,clusters", "-A", "-o", "wide")
      throw TestFailure("see \(wanted)", "it is \(last)\n\(story.text)\(story.errorText)")
    }
  }

  private func play(_ repository: FleetRepository, _ server: Server) async throws {
    try await becomes("1 True\nv1.30.0 True\n", server)
    // Scaled by a commit, and back by a revert.
    try await repository.commit(["clusters/demo.yaml": manifests(workers: 2)])
    try await becomes("2 True\nv1.30.0 True\n", server)
    try await repository.git("-C", repository.work.path, "revert", "--no-edit", "HEAD")
    try await repository.push()
    try await becomes("1 True\nv1.30.0 True\n", server)
    // Upgraded by a commit.
    try await repository.commit(["clusters/demo.yaml": manifests(workers: 1, version: "v1.30.1")])
    try await becomes("1 True\nv1.30.1 True\n", server)
    // Taken down in order by a commit.
    try await repository.commit(["clusters/demo.yaml": nil, "clusters/README.md": "none\n"])
    try await eventually("nothing is left") {
      let left = try await server.kubectl(
        "get",
        "clusters,machines,inmemoryclusters,inmemorymachines,kubeadmcontrolplanes,"
          + "machinedeployments,kubeadmconfigtemplates,inmemorymachinetemplates,secrets",
        "-n", "default", "-o", "name")
      return left.text.isEmpty
    }
    try await eventually("the inventory is empty") {
      let inventory = try await server.kubectl(
        "get", "kustomization", "management", "-n", "capctl-system", "-o",
        "jsonpath={.status.inventory.entries} {.status.conditions[?(@.type=='Ready')].status}")
      return inventory.text == "[] True"
    }
  }

  @Test func `a cluster follows its repository over ssh`() async throws {
    try await SSHServer.run { sshd in
      try await withTemporaryDirectory { folder in
        let repository = try await FleetRepository(in: folder)
        try await repository.commit(["clusters/demo.yaml": manifests(workers: 1)])
        let url = "ssh://\(sshd.user)@127.0.0.1:\(sshd.port)\(repository.origin.path)"
        let words = [
          "--repo", url, "--path", "clusters", "--interval", "1s", "--repo-secret", "deploy-key",
        ]
        let hosts = try folder.write(sshd.knownHosts(), to: "known_hosts").path
        try await Server.run(in: folder.appending(path: "data"), words) { server in
          let made = try await server.kubectl(
            "create", "secret", "generic", "deploy-key", "-n", "capctl-system",
            "--from-file=identity=\(sshd.identity(.ed25519).path)",
            "--from-file=known_hosts=\(hosts)")
          #expect(made.exitCode == 0, "\(made.errorText)")
          try await play(repository, server)
        }
      }
    }
  }

  @Test func `a cluster follows its repository over https`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["clusters/demo.yaml": manifests(workers: 1)])
      let authority = try await TestCA(in: folder)
      var options = WebServer.Options()
      options.repositories = repository.origin.deletingLastPathComponent()
      options.identity = try await authority.issue("localhost")
      options.users = ["ada": "secret"]
      try await WebServer.run(options) { web in
        let words = [
          "--repo", "\(web.url)/git/fleet.git", "--path", "clusters", "--interval", "1s",
          "--repo-secret", "login",
        ]
        try await Server.run(in: folder.appending(path: "data"), words) { server in
          let made = try await server.kubectl(
            "create", "secret", "generic", "login", "-n", "capctl-system",
            "--from-literal=username=ada", "--from-literal=password=secret",
            "--from-file=ca.crt=\(authority.certificate.path)")
          #expect(made.exitCode == 0, "\(made.errorText)")
          try await play(repository, server)
        }
      }
    }
  }

  @Test func `what was followed goes on being followed, and a folder is a repository`()
    async throws
  {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["clusters/demo.yaml": manifests(workers: 1)])
      let data = folder.appending(path: "data")
      let words = ["--repo", repository.origin.path, "--path", "clusters", "--interval", "1h"]
      try await Server.run(in: data, words) { server in
        try await becomes("1 True\nv1.30.0 True\n", server)
      }
      try await repository.commit(["clusters/demo.yaml": manifests(workers: 2)])
      try await Server.run(in: data) { server in
        try await becomes("2 True\nv1.30.0 True\n", server)
      }
    }
  }
}
