// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit

/// A cluster of containers, and what a person does to it and sees of it: all through kubectl.
struct RealCluster: Sendable {
  let place: Place
  let server: Server

  var name: String { place.cluster }
  var engine: Engine { place.engine }
  private var kubeconfig: String { place.folder.appending(path: "workload").path }

  // MARK: The management API

  @discardableResult
  func kubectl(_ words: String..., input: String? = nil) async throws -> String {
    try await kubectl(words: words, input: input)
  }

  @discardableResult
  func kubectl(words: [String], input: String? = nil) async throws -> String {
    let bytes = input.map { Input.bytes(Array($0.utf8)) } ?? .nothing
    let output = try await server.kubectl(words: words, input: bytes)
    guard output.exitCode == 0 else {
      throw TestFailure("run kubectl \(words.joined(separator: " "))", output.errorText)
    }
    return output.text
  }

  func apply(_ text: String) async throws {
    try await kubectl("apply", "-f", "-", input: text)
  }

  /// Changes an object; `patch` is YAML.
  func patch(_ object: String, _ patch: String) async throws {
    let json = JSON.text(try YAML.parse(patch))
    try await kubectl("patch", object, "--type", "merge", "-p", json)
  }

  func list(_ kinds: String) async throws -> [Value] {
    let text = try await kubectl("get", kinds, "-o", "json")
    return try JSON.parse(Array(text.utf8))["items"]?.list ?? []
  }

  /// Its own, of all that there are.
  func machines() async throws -> [SeenMachine] {
    let machines = try await list("machines")
    return machines.filter { $0["spec", "clusterName"]?.string == name }.map(SeenMachine.init)
  }

  // MARK: The cluster itself

  /// Runs kubectl against the cluster, by the kubeconfig that capctl keeps for it.
  @discardableResult
  func workload(_ words: String..., input: String? = nil) async throws -> String {
    try await workload(words: words, input: input)
  }

  func workload(words: [String], input: String? = nil) async throws -> String {
    if !FileManager.default.fileExists(atPath: kubeconfig) {
      let secret = try await kubectl(
        "get", "secret", "\(name)-kubeconfig", "-o", "jsonpath={.data.value}")
      guard let data = Data(base64Encoded: secret), !data.isEmpty else {
        throw TestFailure("reach \(name)", "it has no kubeconfig yet")
      }
      try data.write(to: URL(fileURLWithPath: kubeconfig), options: .atomic)
    }
    let way = ["--kubeconfig", kubeconfig, "--request-timeout", "30s"]
    return try await kubectl(words: way + words, input: input)
  }

  /// Runs `body` beside a watch in the cluster, whose lines begin with ADDED, MODIFIED, DELETED.
  func watching(_ kind: String, _ body: (Daemon) async throws -> Void) async throws {
    var command = Command(
      try Part.path("kubectl"),
      ["--kubeconfig", kubeconfig, "get", kind, "-w", "--output-watch-events", "--no-headers"])
    command.environment = .exactly(["HOME": place.folder.path])
    try await Daemon.run(command, until: .wrote("ADDED"), body)
  }

  /// The names and versions of the Nodes that are Ready.
  func readyNodes() async throws -> [String: String] {
    let text = try await workload("get", "nodes", "--no-headers")
    let words = text.lines.map { $0.split(separator: " ").map(String.init) }
    let ready = words.filter { $0.count == 5 && $0[1] == "Ready" }
    return Dictionary(ready.map { ($0[0], $0[4]) }) { $1 }
  }

  /// So many Machines and no others run, all of one version, and each has its Node, which is Ready.
  func becomesReady(
    planes: Int = 1, workers: Int, version: String = "v1.20.2",
    within limit: Duration = .seconds(900)
  ) async throws {
    let what = "\(planes) control planes and \(workers) workers of \(version) are ready"
    try await eventually(what, within: limit, every: .seconds(1)) {
      let machines = try await machines()
      guard machines.filter(\.isPlane).count == planes, machines.count == planes + workers,
        machines.allSatisfy({ $0.isSettled && $0.version == version })
      else { return false }
      let nodes = (try? await readyNodes()) ?? [:]
      return nodes.count == machines.count
        && machines.allSatisfy { nodes[$0.node ?? ""] == version }
    }
  }

  // MARK: Scenes

  /// Plays a scene: says how long it took, or by its name that it failed.
  func play(_ scene: String, _ body: () async throws -> Void) async throws {
    let start = ContinuousClock.now
    do {
      try await body()
    } catch {
      throw TestFailure("play the scene “\(scene)”", "\(error)")
    }
    print("scene: \(scene): \((ContinuousClock.now - start).components.seconds) s")
  }

  // MARK: Loss

  /// A MachineHealthCheck of its control planes or its workers, which takes silence for an end.
  func check(on role: String) -> String {
    let label = role == "worker" ? "deployment-name: \(name)-md-0" : "control-plane: \"\""
    return """
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: MachineHealthCheck
      metadata: {name: \(name)-\(role)}
      spec:
        clusterName: \(name)
        selector: {matchLabels: {cluster.x-k8s.io/\(label)}}
        checks:
          unhealthyNodeConditions:
          - {type: Ready, status: Unknown, timeoutSeconds: 5}
      """
  }

  // MARK: Why something failed

  /// What the objects say that are not as they should be, and the last lines of the server.
  func story() async -> String {
    var lines: [String] = []
    let kinds =
      "clusters,kubeadmcontrolplanes,machinedeployments,machines,dockerclusters,dockermachines,"
      + "azureclusters,azuremachines,clusterresourcesets"
    for object in (try? await list(kinds)) ?? [] {
      let kind = object["kind"]?.string ?? ""
      lines.append("\(kind) \(object["metadata", "name"]?.string ?? "")")
      for condition in object["status", "conditions"]?.list ?? [] {
        guard condition["status"]?.string != "True" else { continue }
        let words = ["type", "status", "reason", "message"].map { condition[$0]?.string ?? "" }
        lines.append("    " + words.joined(separator: " "))
      }
    }
    lines.append((try? await engine.docker("ps", "-a")) ?? "the engine does not answer")
    return (lines + server.daemon.lines.suffix(20)).joined(separator: "\n")
  }
}

/// What is looked at of a Machine.
struct SeenMachine {
  let name: String
  let node: String?
  let version: String?
  let isPlane: Bool
  let isDeleting: Bool
  let phase: String
  private let conditions: [Value]

  init(_ value: Value) {
    name = value["metadata", "name"]?.string ?? ""
    node = value["status", "nodeRef", "name"]?.string
    version = value["spec", "version"]?.string
    isPlane = value["metadata", "labels", "cluster.x-k8s.io/control-plane"] != nil
    isDeleting = value["metadata", "deletionTimestamp"] != nil
    phase = value["status", "phase"]?.string ?? ""
    conditions = value["status", "conditions"]?.list ?? []
  }

  var isSettled: Bool {
    !isDeleting && phase == "Running" && condition("Available")?["status"]?.string == "True"
  }

  func condition(_ type: String) -> Value? { conditions.first { $0["type"]?.string == type } }
}
