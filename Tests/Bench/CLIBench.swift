// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest

/// What a person waits for who types: `generate cluster` beside `capctl version`, `get` of a thousand
/// clusters beside kubectl's, and names for a shell to offer.
enum CLIBench {
  private static let clusters = 1000
  private static let runs = 30

  static func claims() async throws -> [Claim] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "capctl-cli-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let fleet = try await FleetUnderTest(in: folder.appending(path: "data"))
    defer { fleet.stop() }
    try await fleet.make(1, keys: "ECDSA-P256")
    try await fleet.wait(for: 1)
    try await fleet.copy(clusters - 1)
    return try generate() + list(fleet, in: folder) + complete(folder)
  }

  private static var capctl: String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "capctl").path()
  }

  private static func generate() throws -> [Claim] {
    let words = ["generate", "cluster", "demo", "-i", "docker", "--kubernetes-version", "v1.30.0"]
    return try claims(
      "generate cluster / version", runs * 10, [capctl] + words, [capctl, "version"], goal: 3)
  }

  /// All asked of one server, kubectl with what it keeps of an earlier call.
  private static func list(_ fleet: FleetUnderTest, in folder: URL) throws -> [Claim] {
    guard let kubectl = ProcessInfo.processInfo.environment["CAPCTL_KUBECTL"] else {
      throw BenchError(cause: "CAPCTL_KUBECTL is not set; hack/kubectl --print says it")
    }
    let get = ["get", "clusters"]
    let theirs =
      [
        kubectl, "--kubeconfig", fleet.kubeconfig,
        "--cache-dir", folder.appending(path: "cache").path,
      ] + get
    let near = [capctl] + get + ["--data-dir", folder.appending(path: "data").path]
    let far = [capctl] + get + ["--kubeconfig", fleet.kubeconfig]
    for words in [theirs, near, far] {
      let rows = try ProcessTime.output(of: words).count { $0 == UInt8(ascii: "\n") }
      guard rows == clusters + 1 else { throw BenchError(cause: "\(words) shows \(rows) lines") }
    }
    return try claims("get 1,000 clusters / kubectl", runs, near, theirs, goal: 0.5)
      + claims("the same, by TLS", runs, far, theirs, goal: 0.5)
  }

  private static func complete(_ folder: URL) throws -> [Claim] {
    let words = [
      capctl, "__complete", "get", "--data-dir", folder.appending(path: "data").path, "clusters",
      "c1",
    ]
    let text = String(decoding: try ProcessTime.output(of: words), as: UTF8.self)
    guard text.split(separator: "\n").count > clusters / 10 else {
      throw BenchError(cause: "no names are offered: \(text)")
    }
    var times: [Double] = []
    for _ in 0..<runs { times.append(try ProcessTime.elapsed(of: words)) }
    return [
      .limit("complete 1,000 names, best", (times.min() ?? 0) * 1000, of: 50, "ms"),
      .limit("complete 1,000 names, median", times.sorted()[runs / 2] * 1000, of: 50, "ms"),
    ]
  }

  /// Two programs in turns, by what whoever started them has to wait.
  private static func claims(
    _ name: String, _ runs: Int, _ one: [String], _ other: [String], goal: Double
  ) throws -> [Claim] {
    var times: (ours: [Double], theirs: [Double]) = ([], [])
    for _ in 0..<runs {
      times.ours.append(try ProcessTime.elapsed(of: one))
      times.theirs.append(try ProcessTime.elapsed(of: other))
    }
    let medians = (times.ours.sorted()[runs / 2], times.theirs.sorted()[runs / 2])
    return [
      .time(
        "\(name), best", ours: times.ours.min() ?? 0, theirs: times.theirs.min() ?? 0, goal: goal),
      .time("\(name), median", ours: medians.0, theirs: medians.1, goal: goal),
    ]
  }
}

extension FleetUnderTest {
  private static let path = "/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters"

  /// Makes clusters that say of themselves what `c0` says, and that nobody works on.
  fileprivate func copy(_ count: Int) async throws {
    let first = try await get("\(Self.path)/c0")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for place in 1...count {
        if place > 16 { try await group.next() }
        group.addTask { try await self.copy(first, to: "c\(place)") }
      }
      try await group.waitForAll()
    }
  }

  private func copy(_ first: Value, to name: String) async throws {
    var cluster: Value = [
      "apiVersion": first["apiVersion"] ?? "", "kind": "Cluster",
      "metadata": ["name": .string(name), "labels": first["metadata", "labels"] ?? [:]],
      "spec": first["spec"] ?? [:],
    ]
    cluster["spec"]?["paused"] = true
    try await post(cluster, to: Self.path)
    try await patch("\(Self.path)/\(name)/status", ["status": first["status"] ?? [:]])
  }
}
