// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

/// A real Kubernetes from committed YAML: containers of an engine, kubeadm, and Nodes that are Ready.
struct DockerClusterTests {
  private static let name = "capctl-test-\(UInt32.random(in: 0...999_999))"

  private func docker(_ words: String...) async throws -> [String] {
    var command = Command(try Part.path("docker"), words)
    command.environment = .exactly(["DOCKER_HOST": try DockerPart.engine.value(), "HOME": "/root"])
    command.deadline = .seconds(120)
    return try await command.run().text.split(separator: "\n").map(String.init)
  }

  private func containers() async throws -> [String] {
    try await docker(
      "ps", "-a", "--filter", "label=io.x-k8s.kind.cluster=\(Self.name)", "--format", "{{.Names}}")
  }

  /// The usual template, with the images of this machine.
  private func manifest() async throws -> String {
    let balancer = try DockerPart.balancerImage.value().split(separator: ":").map(String.init)
    let repository = balancer[0].split(separator: "/").dropLast().joined(separator: "/")
    let output = try await Capctl.run(
      "generate", "cluster", Self.name, "-i", "docker", "-n", "default", "--kubernetes-version",
      "v1.20.2", "--worker-machine-count", "1",
      environment: [
        "NODE_IMAGE": try DockerPart.nodeImage.value(), "BALANCER_REPOSITORY": repository,
        "BALANCER_TAG": balancer[1],
      ])
    #expect(output.exitCode == 0, "\(output.errorText)")
    return output.text
  }

  @Test func `a committed cluster becomes real nodes, and goes without a trace`() async throws {
    let engine = try DockerPart.engine.value()
    try await withTemporaryDirectory { folder in
      let file = try folder.write(try await manifest(), to: "cluster.yaml").path
      let data = folder.appending(path: "data")
      try await Server.run(in: data, environment: ["DOCKER_HOST": engine]) { server in
        do {
          try await play(server, file, in: folder)
        } catch {
          for container in try await containers() { _ = try await docker("rm", "-fv", container) }
          throw error
        }
      }
    }
  }

  private func play(_ server: Server, _ file: String, in folder: URL) async throws {
    let applied = try await server.kubectl("apply", "-f", file)
    #expect(applied.exitCode == 0, "\(applied.errorText)")
    let workload = folder.appending(path: "workload").path
    try await eventually("both Nodes are Ready", within: .seconds(600)) {
      try await keep(server, workload)
      return try await readyNodes(server, workload).count == 2
    }
    let machines = try await server.kubectl(
      "get", "dockermachines", "-o", "jsonpath={.items[*].spec.providerID}")
    let nodes = try await server.kubectl(
      "--kubeconfig", workload, "get", "nodes", "-o", "jsonpath={.items[*].spec.providerID}")
    #expect(Set(machines.text.split(separator: " ")) == Set(nodes.text.split(separator: " ")))
    #expect(try await containers().count == 3, "a load balancer and two nodes")
    let deleted = try await server.kubectl("delete", "cluster", Self.name, "--timeout", "110s")
    #expect(deleted.exitCode == 0, "\(deleted.errorText)")
    try await eventually("nothing is left") { try await containers().isEmpty }
    let left = try await server.kubectl(
      "get", "machines,dockermachines,dockerclusters", "-o", "name")
    #expect(left.text == "")
  }

  /// Writes the cluster's kubeconfig down once there is one.
  private func keep(_ server: Server, _ path: String) async throws {
    let secret = try await server.kubectl(
      "get", "secret", "\(Self.name)-kubeconfig", "-o", "jsonpath={.data.value}")
    if let text = Data(base64Encoded: secret.text), !text.isEmpty {
      try text.write(to: URL(fileURLWithPath: path))
    }
  }

  private func readyNodes(_ server: Server, _ kubeconfig: String) async throws -> [String] {
    guard FileManager.default.fileExists(atPath: kubeconfig) else { return [] }
    let output = try await server.kubectl(
      "--kubeconfig", kubeconfig, "--request-timeout", "10s", "get", "nodes", "--no-headers")
    return output.text.split(separator: "\n").map(String.init).filter { $0.contains(" Ready ") }
  }
}
