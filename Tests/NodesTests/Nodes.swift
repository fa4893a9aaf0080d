// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Docker
import HTTP
import Kube
import Log
import Manifest
import Nodes
import PKI
import TestKit

/// Real nodes in a network of their own, made from the node image; gone with the test.
struct Nodes {
  let engine: DockerEngine
  let mark = "capctl-test-\(UInt32.random(in: 0 ... .max))"
  private var labels: [String: String] { ["dev.capctl.test": mark] }

  static func with(_ body: (Nodes) async throws -> Void) async throws {
    let endpoint = try DockerEndpoint(DockerPart.engine.value())
    let nodes = Nodes(engine: DockerEngine(at: endpoint, over: HTTPClient(environment: [:])))
    _ = try await nodes.engine.createNetwork(nodes.mark, labels: nodes.labels)
    do {
      try await body(nodes)
    } catch {
      try await nodes.clean()
      throw error
    }
    try await nodes.clean()
  }

  private func clean() async throws {
    for container in try await engine.containers(labels: labels) {
      try await engine.removeContainer(container.id)
    }
    try await engine.removeNetwork(mark)
  }

  /// Starts a container that becomes a node.
  func start(_ name: String, image: String? = nil) async throws -> ContainerTransport {
    let settings: Value = [
      "Image": .string(try image ?? DockerPart.nodeImage.value()), "Hostname": .string(name),
      "Tty": true, "Labels": ["dev.capctl.test": .string(mark)], "Volumes": ["/var": [:]],
      "HostConfig": [
        "Privileged": true, "NetworkMode": .string(mark), "CgroupnsMode": "private",
        "Tmpfs": ["/tmp": "", "/run": ""],
        "SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"],
      ],
    ]
    return try await start(name, settings)
  }

  func start(_ name: String, _ settings: Value) async throws -> ContainerTransport {
    let id = try await engine.createContainer("\(mark)-\(name)", settings)
    try await engine.startContainer(id)
    return ContainerTransport(id, in: engine)
  }

  /// A load balancer that leads nowhere yet.
  func startBalancer() async throws -> ContainerTransport {
    try await start(
      "lb",
      [
        "Image": .string(try DockerPart.balancerImage.value()),
        "Labels": ["dev.capctl.test": .string(mark)], "HostConfig": ["NetworkMode": .string(mark)],
      ])
  }

  func address(of transport: ContainerTransport) async throws -> String {
    let state = try await engine.inspectContainer(transport.container)
    let networks = state["NetworkSettings", "Networks"]?.map ?? [:]
    guard let address = networks[mark]?["IPAddress"]?.string, !address.isEmpty else {
      throw TestFailure("find the address of \(transport.container)", "it has none")
    }
    return address
  }
}

extension ContainerTransport {
  /// Runs a script that must succeed, and returns what it prints.
  func shell(_ script: String) async throws -> String {
    let reply = try await run(NodeCall(["/bin/sh", "-c", script]))
    guard reply.status == 0 else {
      throw TestFailure("run \(script)", String(decoding: reply.errorOutput, as: UTF8.self))
    }
    return String(decoding: reply.output, as: UTF8.self)
  }

  func kubectl(_ words: String) async throws -> String {
    try await shell("kubectl --kubeconfig /etc/kubernetes/admin.conf \(words)")
  }
}
