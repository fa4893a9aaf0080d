// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// Clusters of containers beside those of kind, of the same image on the same engine: one after the other, in
/// turns, so that whatever else the machine does falls on both.
struct LocalBench {
  private static let rounds = 3
  private let fleet: FleetUnderTest
  private let folder: URL
  private let kind: String
  private let image: String
  private let balancer: String

  static func claims() async throws -> [Claim] {
    let bench = try await LocalBench()
    defer { bench.end() }
    let small = try bench.measure(Size(planes: 1, workers: 1))
    let large = try bench.measure(Size(planes: 3, workers: 2))
    return [
      .time("1+1 nodes ready", ours: small.ours.made, theirs: small.theirs.made, goal: 1),
      .time("3+2 nodes ready", ours: large.ours.made, theirs: large.theirs.made, goal: 0.9),
      .time("1+1 deleted", ours: small.ours.deleted, theirs: small.theirs.deleted, goal: 1.2),
      .time("3+2 deleted", ours: large.ours.deleted, theirs: large.theirs.deleted, goal: 1.2),
      .limit("own share of 1+1", small.ours.share, of: 1, "s"),
      .limit("own share of 3+2", large.ours.share, of: 1, "s"),
      .limit("processor, 1+1", small.ours.work, of: 3, "s"),
      .limit("processor, 3+2", large.ours.work, of: 5, "s"),
    ]
  }

  private struct Size {
    let planes: Int
    let workers: Int
    var nodes: Int { planes + workers }
  }

  /// Seconds: until all Nodes are Ready, until no container is left, those of the first in which nobody else was
  /// at work, and of the processor.
  private struct Figures {
    var made = Double.infinity
    var deleted = Double.infinity
    var share = Double.infinity
    var work = Double.infinity

    mutating func take(_ other: Figures) {
      made = min(made, other.made)
      deleted = min(deleted, other.deleted)
      share = min(share, other.share)
      work = min(work, other.work)
    }
  }

  private init() async throws {
    let parts = ProcessInfo.processInfo.environment
    guard let kind = parts["CAPCTL_KIND"], let image = parts["CAPCTL_NODE_IMAGE"],
      let balancer = parts["CAPCTL_LB_IMAGE"], parts["DOCKER_HOST"] != nil
    else { throw BenchError(cause: "hack/bench tells where kind, the engine and its images are") }
    (self.kind, self.image, self.balancer) = (kind, image, balancer)
    folder = URL(filePath: "/tmp/capctl-bench-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    fleet = try await FleetUnderTest()
    // What kind calls its load balancer, which it would ask a registry for.
    try run("docker", ["tag", balancer, Self.kindBalancer])
  }

  private static let kindBalancer = "kindest/haproxy:v20230606-42a2262b"

  private func end() {
    fleet.stop()
    _ = try? run("docker", ["rmi", Self.kindBalancer])
    try? FileManager.default.removeItem(at: folder)
  }

  private func measure(_ size: Size) throws -> (ours: Figures, theirs: Figures) {
    var (ours, theirs) = (Figures(), Figures())
    for _ in 0..<Self.rounds {
      ours.take(try self.ours(size))
      theirs.take(try self.theirs(size))
    }
    return (ours, theirs)
  }

  // MARK: The two sides

  private func ours(_ size: Size) throws -> Figures {
    let name = "bench-\(UInt32.random(in: 0...999_999))"
    defer { clean(name) }
    let file = folder.appending(path: "\(name).yaml")
    try FleetUnderTest.manifest(name, planes: size.planes, workers: size.workers, image, balancer)
      .write(to: file, atomically: true, encoding: .utf8)
    let management = ["--kubeconfig", fleet.kubeconfig]
    let work = try fleet.processorSeconds()
    var figures = Figures()
    let share = try OwnShare(of: name, in: folder)
    let begun = Date().timeIntervalSince1970
    figures.made = try seconds {
      try run(FleetUnderTest.program.path, ["apply", "-f", file.path] + management)
      let path = "jsonpath={.data.value}"
      try waitForNodes(size, of: name) {
        let words = ["get", "secret", "\(name)-kubeconfig", "--ignore-not-found", "-o", path]
        return Data(base64Encoded: try run("kubectl", management + words)) ?? Data()
      }
    }
    figures.work = try fleet.processorSeconds() - work
    figures.share = try share.seconds(from: begun, ready: try readyTimes(of: name))
    figures.deleted = try seconds {
      try run(
        FleetUnderTest.program.path, ["delete", "cluster", name, "--wait=false"] + management)
      try wait(pausing: 0.05) { try containers(name).isEmpty }
    }
    return figures
  }

  private func theirs(_ size: Size) throws -> Figures {
    let name = "bench-\(UInt32.random(in: 0...999_999))"
    defer { clean(name) }
    let (config, access) = (folder.appending(path: "\(name).yaml"), folder.appending(path: name))
    let roles =
      Array(repeating: "{role: control-plane}", count: size.planes)
      + Array(repeating: "{role: worker}", count: size.workers)
    let text = """
      {kind: Cluster, apiVersion: kind.x-k8s.io/v1alpha4, nodes: [\(roles.joined(separator: ", "))]}
      """
    try text.write(to: config, atomically: true, encoding: .utf8)
    let common = ["--name", name, "--kubeconfig", access.path, "--quiet"]
    var figures = Figures()
    figures.made = try seconds {
      try run(
        kind, ["create", "cluster", "--image", image, "--config", config.path] + common)
      try waitForNodes(size, of: name) { try Data(contentsOf: access) }
    }
    figures.deleted = try seconds {
      try run(kind, ["delete", "cluster"] + common)
      try wait(pausing: 0.05) { try containers(name).isEmpty }
    }
    return figures
  }

  // MARK: Waiting

  private func waitForNodes(_ size: Size, of name: String, _ access: () throws -> Data) throws {
    let file = folder.appending(path: "\(name).nodes")
    try wait(pausing: 0.5) {
      if !FileManager.default.fileExists(atPath: file.path) {
        let data = try access()
        guard !data.isEmpty else { return false }
        try data.write(to: file, options: .atomic)
      }
      let words = ["--kubeconfig", file.path, "--request-timeout", "5s", "get", "nodes"]
      let nodes = try? run("kubectl", words + ["--no-headers"])
      return nodes?.split(separator: "\n").count { $0.contains(" Ready ") } == size.nodes
    }
  }

  /// When each Node was Ready, with all that a control plane runs there, by the clock.
  private func readyTimes(of name: String) throws -> [String: Double] {
    let file = folder.appending(path: "\(name).nodes")
    let words = [
      "--kubeconfig", file.path, "--namespace", "kube-system", "get", "nodes,pods", "-o", "json",
    ]
    var times: [String: Double] = [:]
    for object in try JSON.parse(Array(run("kubectl", words).utf8))["items"]?.list ?? [] {
      let isNode = object["kind"]?.string == "Node"
      guard isNode || object["metadata", "labels", "tier"]?.string == "control-plane",
        let node = (isNode ? object["metadata", "name"] : object["spec", "nodeName"])?.string
      else { continue }
      let ready = object["status", "conditions"]?.list?.first { $0["type"] == "Ready" }
      guard let text = ready?["lastTransitionTime"]?.string,
        let time = try? Date(text, strategy: .iso8601)
      else { throw BenchError(cause: "\(node) does not say since when it is Ready") }
      times[node] = max(times[node] ?? 0, time.timeIntervalSince1970)
    }
    return times
  }

  private func wait(pausing pause: Double = 0.1, _ holds: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(900)
    while try !holds() {
      guard ContinuousClock.now < deadline else { throw BenchError(cause: "not so in 15 minutes") }
      usleep(UInt32(pause * 1_000_000))
    }
  }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(work) / .seconds(1)
  }

  private func containers(_ name: String) throws -> [String] {
    let filter = "label=io.x-k8s.kind.cluster=\(name)"
    return try run("docker", ["ps", "-aq", "--filter", filter]).split(separator: "\n")
      .map(String.init)
  }

  /// What a run that failed left.
  private func clean(_ name: String) {
    for container in (try? containers(name)) ?? [] {
      _ = try? run("docker", ["rm", "-f", "-v", container])
    }
  }
}
