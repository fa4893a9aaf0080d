// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit

/// Agents in many clusters that become ready at once, and what one of them takes of its cluster.
enum AgentBench {
  private static let clusters = 200
  private static let commits = 100

  static func claims() async throws -> [Claim] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "capctl-agents-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let platform = folder.appending(path: "platform")
    try GitOpsBench.platform(at: platform, objects: 100)
    let fleet = try await FleetUnderTest(in: folder.appending(path: "data"))
    defer { fleet.stop() }
    try await fleet.makeAgent(following: platform.path)
    try await fleet.make(clusters, keys: "ECDSA-P256")
    try await fleet.wait(for: clusters)
    let start = ContinuousClock.now
    try await fleet.wait("every cluster has its agent") {
      try await fleet.agentStates().count { $0 == "Syncing" } == clusters
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return [.limit("\(clusters) agents, applied", seconds, of: 30, "s")]
      + (try await atWork(in: fleet, folder, platform))
  }

  /// Runs the agent of one cluster: what it takes once it has applied everything, and how soon a commit is there.
  private static func atWork(
    in fleet: FleetUnderTest, _ folder: URL, _ platform: URL
  ) async throws -> [Claim] {
    let secret = try await fleet.get("/api/v1/namespaces/default/secrets/c0-kubeconfig")
    guard let text = secret["data", "value"]?.string, let data = Data(base64Encoded: text) else {
      throw BenchError(cause: "c0 has no kubeconfig")
    }
    let kubeconfig = folder.appending(path: "c0.kubeconfig")
    try data.write(to: kubeconfig)
    let agent = FleetUnderTest.program([
      "agent", "--kubeconfig", kubeconfig.path, "--data-dir", folder.appending(path: "agent").path,
    ])
    try agent.run()
    defer {
      agent.terminate()
      agent.waitUntilExit()
    }
    try await fleet.wait("c0 has its platform") {
      try await fleet.agentStates().contains("Ready")
    }
    let memory = FleetUnderTest.memory(of: agent)
    let times = try await SSHServer.run { server in
      try await fleet.follow(platform, behind: server, commits: commits)
    }
    return [
      .limit("an agent's memory", Double(memory) / 1_048_576, of: 60, "MB"),
      .limit("commit to cluster, p99", times.sorted()[commits * 99 / 100], of: 2, "s"),
    ]
  }
}

extension FleetUnderTest {
  fileprivate func makeAgent(following path: String) async throws {
    let agent: Value = [
      "apiVersion": "gitops.capctl.dev/v1alpha1", "kind": "GitOpsAgent",
      "metadata": ["name": "platform", "namespace": "default"],
      "spec": [
        "type": "capctl", "clusterSelector": [:], "path": "all", "interval": "1s",
        "source": ["url": .string("file://\(path)")],
      ],
    ]
    try await post(
      agent, to: "/apis/gitops.capctl.dev/v1alpha1/namespaces/default/gitopsagents")
  }

  fileprivate func agentStates() async throws -> [String] {
    let agent = try await get(
      "/apis/gitops.capctl.dev/v1alpha1/namespaces/default/gitopsagents/platform")
    return (agent["status", "clusters"]?.list ?? []).compactMap { $0["state"]?.string }
  }

  /// Has the agent of a cluster follow a repository over ssh, which it looks at each second.
  /// - Returns: Seconds from the end of a commit to the object in the cluster, commit by commit.
  fileprivate func follow(
    _ work: URL, behind server: SSHServer, commits: Int
  ) async throws -> [Double] {
    let cluster = "/clusters/default/c0"
    try await post(
      [
        "apiVersion": "v1", "kind": "Secret",
        "metadata": ["name": "pace", "namespace": "capctl-system"],
        "stringData": [
          "identity": .string(try String(contentsOf: server.identity(.ed25519), encoding: .utf8)),
          "known_hosts": .string(try server.knownHosts()),
        ],
      ], to: "\(cluster)/api/v1/namespaces/capctl-system/secrets")
    let url = "ssh://\(server.user)@127.0.0.1:\(server.port)\(work.path)"
    for (kind, group, spec) in [
      (
        "GitRepository", "source.toolkit.fluxcd.io",
        [
          "url": .string(url), "interval": "1s", "ref": ["branch": "main"],
          "secretRef": ["name": "pace"],
        ] as Value
      ),
      (
        "Kustomization", "kustomize.toolkit.fluxcd.io",
        [
          "interval": "1s", "prune": true, "path": "./pace",
          "sourceRef": ["kind": "GitRepository", "name": "pace"],
        ]
      ),
    ] {
      let plural = kind == "Kustomization" ? "kustomizations" : "gitrepositories"
      try await post(
        [
          "apiVersion": .string("\(group)/v1"), "kind": .string(kind),
          "metadata": ["name": "pace", "namespace": "capctl-system"], "spec": spec,
        ], to: "\(cluster)/apis/\(group)/v1/namespaces/capctl-system/\(plural)")
    }
    var times: [Double] = []
    for number in 0...commits {
      try GitOpsBench.beat(in: work, "pace", number)
      let start = ContinuousClock.now
      try await wait("commit \(number) is in c0") {
        try await texts(of: "pace", in: cluster).contains("\(number)")
      }
      // The first is there when all is set up.
      if number > 0 { times.append((ContinuousClock.now - start) / .seconds(1)) }
    }
    return times
  }

  /// What the ConfigMap of a name says; nothing while there is none.
  private func texts(of name: String, in cluster: String) async throws -> [String] {
    let list = try await get(
      "\(cluster)/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3D\(name)")
    return (list["items"]?.list ?? []).compactMap { $0["data", "key"]?.string }
  }
}
