// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import Spawn
import TestKit
import Testing

@testable import capctl

/// Three repositories, of the system, of its clusters' admins and of a tenant: each has a key that opens no
/// other, each brings the next, and their server has one name outside of the cluster and another within.
struct TenancyTests {
  private struct Holding {
    let repository: FleetRepository
    let key: String
    /// As it is named within the cluster.
    let url: String
    let hosts: String

    /// The Secret, the source and the Kustomization that follow it, as they are committed.
    func manifest(_ name: String, in namespace: String, at url: String? = nil) -> String {
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: \(name), namespace: \(namespace)}
      stringData:
        identity: |
      \(key.split(separator: "\n").map { "    \($0)\n" }.joined())
        known_hosts: |
      \(hosts.split(separator: "\n").map { "    \($0)\n" }.joined())
      ---
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: {name: \(name), namespace: \(namespace)}
      spec: {url: "\(url ?? self.url)", interval: 1s, ref: {branch: main}, secretRef: {name: \(name)}}
      ---
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: \(name), namespace: \(namespace)}
      spec:
        interval: 1s
        retryInterval: 1s
        path: ./
        prune: true
        sourceRef: {kind: GitRepository, name: \(name)}

      """
    }
  }

  /// Makes a repository, and a key that only it knows.
  private func make(_ name: String, _ sshd: SSHServer, in folder: URL) async throws -> Holding {
    let place = folder.appending(path: name)
    let repository = try await FleetRepository(in: place)
    let file = place.appending(path: "key")
    let command = Command(
      try Part.path("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.path)
    _ = try await command.run()
    let path = repository.origin.path
    let line = try String(contentsOf: file.appendingPathExtension("pub"), encoding: .utf8)
    try sshd.authorize(
      line.trimmingCharacters(in: .newlines),
      options:
        "restrict,command=\"[ \\\"$SSH_ORIGINAL_COMMAND\\\" = \\\"git-upload-pack '\(path)'\\\" ]"
        + " && exec git-upload-pack '\(path)'\"")
    let hosts = try sshd.knownHosts().split(separator: "\n").map { line in
      "[localhost]:\(sshd.port) " + line.split(separator: " ").dropFirst().joined(separator: " ")
    }
    return Holding(
      repository: repository, key: try String(contentsOf: file, encoding: .utf8),
      url: "ssh://\(sshd.user)@localhost:\(sshd.port)\(path)",
      hosts: hosts.joined(separator: "\n"))
  }

  private static func namespace(_ name: String) -> String {
    "---\n{apiVersion: v1, kind: Namespace, metadata: {name: \(name)}}\n"
  }

  @Test func `three repositories have three keys, and their server two names`() async throws {
    try await SSHServer.run { sshd in
      try await withTemporaryDirectory { folder in
        let system = try await make("system", sshd, in: folder)
        let cluster = try await make("cluster", sshd, in: folder)
        let tenant = try await make("tenant", sshd, in: folder)
        try await tenant.repository.commit([
          "app.yaml": Self.namespace("frontend") + Self.namespace("backend")
            + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: app, namespace: backend}}\n"
        ])
        try await cluster.repository.commit([
          "tenant.yaml": tenant.manifest("tenant", in: "flux-cluster"),
          // The tenant's key does not open what is not the tenant's.
          "intruder.yaml": tenant.manifest("intruder", in: "flux-cluster", at: system.url),
        ])
        try await system.repository.commit([
          "clusters/demo/cluster.yaml": Self.namespace("flux-cluster") + "---\n"
            + cluster.manifest("cluster", in: "flux-cluster")
        ])
        try await FleetScene.run { scene in
          try await play(scene, system, sshd, in: folder)
        }
      }
    }
  }

  private func play(
    _ scene: FleetScene, _ system: Holding, _ sshd: SSHServer, in folder: URL
  ) async throws {
    try await scene.make("demo")
    let outside = system.url.replacing("@localhost:", with: "@127.0.0.1:")
    let hosts = system.hosts.replacing("[localhost]", with: "[127.0.0.1]")
    func data(_ text: String) -> String { Data((text + "\n").utf8).base64EncodedString() }
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: system}
      data: {identity: \(data(system.key)), known_hosts: \(data(hosts))}
      ---
      apiVersion: gitops.capctl.dev/v1alpha1
      kind: GitOpsAgent
      metadata: {name: system}
      spec:
        clusterRef: {name: demo}
        type: capctl
        source: {url: "\(outside)", insideURL: "\(system.url)", secretRef: {name: system}}
        path: clusters/$<CLUSTER_NAME>
        interval: 1s
        prune: true
      """)
    let file = folder.appending(path: "demo.kubeconfig")
    try await eventually("the cluster has a kubeconfig") {
      let address = Address(.secrets, namespace: FleetScene.namespace, name: "demo-kubeconfig")
      guard let text = try await scene.client.find(address)?.secretText("value") else {
        return false
      }
      try Data(text.utf8).write(to: file)
      return true
    }
    var command = Command(
      Capctl.path, ["agent", "--kubeconfig", file.path, "--data-dir", "\(folder.path)/agent"])
    command.environment = Capctl.environment()
    try await Daemon.run(command, until: .wrote("following")) { _ in
      try await see(scene.workload("demo"))
    }
  }

  private func see(_ inside: any KubeClient) async throws {
    func ready(_ kind: Kind, _ name: String) async throws -> Condition? {
      let address = Address(kind.resource(), namespace: "flux-cluster", name: name)
      return try await inside.find(address)?.condition("Ready")
    }
    let app = Address(.configMaps, namespace: "backend", name: "app")
    try await eventually("what the tenant has is there") { try await inside.find(app) != nil }
    try await eventually("the tenant's key opens nothing else") {
      guard let ready = try await ready(.gitRepository, "intruder") else { return false }
      return ready.status == .no
    }
    for name in ["cluster", "tenant"] {
      try await eventually("\(name) is followed") {
        try await ready(.kustomization, name)?.status == .yes
      }
    }
  }
}
