// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// The clusters of `docs/azure`, and what `az aks create` was recorded to send for the same.
struct AzureSampleTests {
  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../..").standardizedFileURL

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static let clusters = ["project1-prod-aks", "project1-staging-aks", "project2-prod-aks"]

  /// Fields that only one side has, or that differ, as the table of `docs/azure.md` lists them.
  private static func listed() throws -> Set<String> {
    Set(
      try text("docs/azure.md").matches(of: /\n\| `((?:tags|properties)\.[^`]+)` \|/).map {
        String($0.1)
      })
  }

  /// Every leaf of a body, by its path.
  private static func leaves(_ value: Value, _ path: String = "") -> [String: Value] {
    switch value {
    case .map(let map) where !map.isEmpty:
      map.reduce(into: [:]) { all, entry in
        let here = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        all.merge(leaves(entry.value, here)) { $1 }
      }
    case .list(let items) where !items.isEmpty:
      items.enumerated().reduce(into: [:]) { all, item in
        all.merge(leaves(item.element, "\(path)[\(item.offset)]")) { $1 }
      }
    default: [path: value]
    }
  }

  private static func differences(_ one: Value, _ other: Value) -> Set<String> {
    let (one, other) = (leaves(one), leaves(other))
    let paths = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    return Set(
      paths.map { path in
        guard let place = path.range(of: "tags.") else { return path }
        return path[..<place.upperBound] + "*"
      })
  }

  @Test func `what is sent is what az sends, but for what the table lists`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.scene.apply(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: azure}\nstringData: \(scene.credentials)\n")
      for file in ["aks-ground"] + Self.clusters {
        try await scene.scene.apply(try Self.text("docs/azure/\(file).yaml"))
      }
      let listed = try Self.listed()
      #expect(listed.count > 15)
      for name in Self.clusters {
        try await scene.becomesReady(.azureManagedControlPlane, name)
        try await scene.becomesReady(.azureManagedCluster, name)
        let path = "Tests/AzureEmulatorTests/Recordings/aks-create-\(name).json"
        let recorded = try JSON.parse(try Self.text(path))
        let sent = try #require(
          scene.azure.requests.last {
            $0["method"] == "PUT" && $0["path"] == recorded["path"] && $0["status"] == 201
          }, "\(name) is not where az makes it")
        let differences = Self.differences(sent["body"] ?? .null, recorded["body"] ?? .null)
        #expect(
          differences == listed,
          "\(name): not listed \(differences.subtracting(listed).sorted()), listed for nothing \(listed.subtracting(differences).sorted())"
        )
      }
      try await scene.becomesReady(.azureResource, "aks-identity-contributor")
      let group = try #require(scene.azure["/resourcegroups/aks"]?["id"]?.string)
      let roles = scene.azure.resources.filter {
        $0["type"] == "Microsoft.Authorization/roleAssignments"
      }
      let identity = scene.azure["/aks-identity"]?["properties"]?["principalId"]
      #expect(roles.count == 1 && roles[0]["properties"]?["principalId"] == identity)
      #expect(roles[0]["properties"]?["scope"]?.string?.lowercased() == group.lowercased())
    }
  }

  @Test func `Flux comes by Azure itself, once the cluster is there`() async throws {
    try await EmulatorScene.run { scene in
      try await scene.scene.apply(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: azure}\nstringData: \(scene.credentials)\n")
      for file in ["aks-flux", "aks-ground"] + Self.clusters {
        try await scene.scene.apply(try Self.text("docs/azure/\(file).yaml"))
      }
      for name in Self.clusters {
        try await scene.becomesReady(.azureResource, "\(name)-flux")
        try await scene.becomesReady(.azureResource, "\(name)-baseline")
      }
      let made = scene.azure.names.filter { $0.contains("microsoft.kubernetesconfiguration") }
      #expect(made.count == 6, "\(made)")
      let bodies = scene.azure.requests.filter {
        $0["body"] != nil && $0["type"]?.string?.contains("KubernetesConfiguration") == true
      }
      #expect(bodies.count >= 6)
      let faults = try await SDKJudge.faults(of: bodies)
      #expect(faults.isEmpty, "\(faults)")
      try await scene.delete(.azureResource, "project1-prod-aks-baseline")
      #expect(scene.azure.names.filter { $0.hasSuffix("fluxconfigurations/baseline") }.count == 2)
    }
  }
}
