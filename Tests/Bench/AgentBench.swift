// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// Agents in many clusters that become ready at once, and what one of them takes of its cluster.
enum AgentBench {
  private static let clusters = 200

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
    let memory = try await memory(of: fleet, in: folder)
    return [
      .limit("\(clusters) agents, applied", seconds, of: 30, "s"),
      .limit("an agent's memory", Double(memory) / 1_048_576, of: 60, "MB"),
    ]
  }

  /// Runs the agent of one cluster until it has applied everything.
  private static func memory(of fleet: FleetUnderTest, in folder: URL) async throws -> Int {
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
    return FleetUnderTest.memory(of: agent)
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
}
