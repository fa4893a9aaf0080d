// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// What a person commits to have one cluster: its manifest, and beside it each change since, as a patch.
struct Commits: Sendable {
  private let fleet: FleetRepository
  private let cluster: String

  init(in place: Place) async throws {
    fleet = try await FleetRepository(in: place.folder.appending(path: "fleet"))
    cluster = place.cluster
    // Before there is a cluster there is a folder for those to come.
    try await fleet.commit(["clusters/kustomization.yaml": "resources: []\n"])
  }

  /// What a server is told, to follow them.
  var words: [String] {
    ["--repo", fleet.origin.path, "--path", "clusters", "--interval", "1s"]
  }

  /// Adds objects, in a file of their own.
  @discardableResult
  func add(_ name: String, _ text: String) async throws -> String {
    try await commit("resources", name, text)
  }

  /// Changes an object of the cluster, whose name begins with the cluster's; `patch` is YAML.
  func change(_ kind: Kind, _ part: String, _ patch: String) async throws {
    let text = """
      apiVersion: \(kind.version)
      kind: \(kind.rawValue)
      metadata: {name: \(cluster)-\(part)}
      \(patch)
      """
    try await commit("patches", "\(try files("patches").count)", text)
  }

  enum Kind: String {
    case controlPlane = "KubeadmControlPlane"
    case machineDeployment = "MachineDeployment"
    case machineTemplate = "DockerMachineTemplate"

    fileprivate var version: String {
      switch self {
      case .controlPlane: "controlplane.cluster.x-k8s.io/v1beta2"
      case .machineDeployment: "cluster.x-k8s.io/v1beta2"
      case .machineTemplate: "infrastructure.cluster.x-k8s.io/v1beta2"
      }
    }
  }

  func revert() async throws { try await fleet.revert() }

  /// Takes the whole cluster out.
  func remove() async throws {
    var changes = [Self.list: Optional("resources: []\n")]
    for file in try files("resources") + files("patches") {
      changes["clusters/\(file)"] = .some(nil)
    }
    try await fleet.commit(changes)
  }

  // MARK: Files

  private static let list = "clusters/kustomization.yaml"

  @discardableResult
  private func commit(_ folder: String, _ name: String, _ text: String) async throws -> String {
    let file = "\(folder)/\(name).yaml"
    var (resources, patches) = (try files("resources"), try files("patches"))
    if folder == "patches" { patches.append(file) } else { resources.append(file) }
    let lines =
      ["resources:"] + resources.map { "- \($0)" }
      + ["patches:"] + patches.map { "- path: \($0)" }
    return try await fleet.commit([
      Self.list: lines.joined(separator: "\n") + "\n", "clusters/\(file)": text,
    ])
  }

  /// What is in a folder now, which a revert changes too, in the order of its names.
  private func files(_ folder: String) throws -> [String] {
    let path = fleet.work.appending(path: "clusters/\(folder)").path
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      .map { "\(folder)/\($0)" }
  }
}
