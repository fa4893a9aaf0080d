// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

@testable import AzureEmulator

/// Microsoft's own SDK: as a client of the emulator, and as judge of bodies.
@Suite struct SDKTests {
  private static func python() throws -> String {
    let value = ProcessInfo.processInfo.environment["CAPCTL_AZURE_PYTHON"]
    guard let value, !value.isEmpty else {
      throw TestFailure(
        "run Microsoft's SDK for Azure", "CAPCTL_AZURE_PYTHON is not set",
        hint: "run the tests with hack/test, or set what hack/azure-sdk --print writes")
    }
    return value
  }

  private static func script(_ name: String) -> String {
    project.appending(path: "hack/azure-sdk.d/\(name)").path
  }

  private static let table = project.appending(path: "docs/azure.md").path

  @Test func `the SDK finds in the emulator what it expects of Azure`() async throws {
    try await withTemporaryDirectory { try await self.useEmulator(in: $0) }
  }

  private func useEmulator(in directory: URL) async throws {
    let settings = try JSON.parse(#"{"delays": {"all": 0.02}, "pageSize": 2}"#)
    let emulator = try AzureEmulator(try Settings(settings))
    let (identity, certificate) = try await AzureEmulator.identity()
    let authority = try directory.write(certificate, to: "ca.pem")
    let address = try emulator.listen(as: identity)
    var command = Command(
      try Self.python(), Self.script("client.py"), "https://\(address)", authority.path)
    command.accepts = [0, 1]
    command.deadline = .seconds(300)
    let output = try await command.run()
    let lines = output.text.split(separator: "\n")
    let failed = lines.filter { !$0.hasPrefix("ok ") }
    #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
    #expect(output.exitCode == 0, "\(output.errorText.suffix(2000))")
    #expect(lines.count >= 60)
    await emulator.shutDown()
  }

  /// What the judge says of requests, one list of `kind path` each.
  private static func verdicts(on requests: [Value]) async throws -> [[String]] {
    var command = Command(try python(), script("judge.py"), table)
    let lines = requests.map { JSON.text($0) + "\n" }
    command.input = .bytes(Array(lines.joined().utf8))
    command.deadline = .seconds(300)
    let text = try await command.run().text
    return try text.split(separator: "\n").map { line in
      try JSON.parse(String(line)).items("problems").map {
        "\($0.text("kind") ?? "") \($0.text("path") ?? "")"
      }
    }
  }

  private static func request(
    _ type: String, _ version: String, _ body: String, method: String = "PUT"
  ) throws -> Value {
    [
      "type": .string(type), "apiVersion": .string(version), "method": .string(method),
      "body": try JSON.parse(body),
    ]
  }

  @Test func `the judge has nothing to say of a good body, and names each fault of a bad one`()
    async throws
  {
    let network = "Microsoft.Network/virtualNetworks"
    let roles = "Microsoft.Authorization/roleAssignments"
    let flux = "Microsoft.KubernetesConfiguration/fluxConfigurations"
    let cases: [(Value, [String])] = [
      (
        try Self.request(
          network, "2026-03-01",
          #"{"location": "a", "tags": {"a": "b"}, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#
        ), []
      ),
      (
        try Self.request(network, "2026-03-01", #"{"properties": {"adressSpace": {}}}"#),
        ["unknown field properties.adressSpace"]
      ),
      (try Self.request(network, "2026-03-01", #"{"tags": {"a": 1}}"#), ["wrong type tags.a"]),
      (
        try Self.request(
          network, "2026-03-01",
          #"{"properties": {"subnets": [{"properties": {"addressPrefix": 5}}]}}"#),
        ["wrong type properties.subnets[0].properties.addressPrefix"]
      ),
      (
        try Self.request(network, "2026-03-01", #"{"properties": {"subnets": {}}}"#),
        ["wrong type properties.subnets"]
      ),
      (
        try Self.request(
          network, "2026-03-01",
          #"{"properties": {"subnets": [{"properties": {"privateEndpointNetworkPolicies": "disabled"}}]}}"#
        ), ["bad enum properties.subnets[0].properties.privateEndpointNetworkPolicies"]
      ),
      (
        try Self.request(
          network, "2026-03-01", #"{"properties": {"provisioningState": "Succeeded"}}"#),
        ["read only properties.provisioningState"]
      ),
      (try Self.request(network, "2020-01-01", "{}"), ["api-version ."]),
      (try Self.request("Microsoft.Network/nothings", "2026-03-01", "{}"), ["type ."]),
      (
        try Self.request(
          roles, "2022-04-01",
          #"{"properties": {"principalId": "a", "roleDefinitionId": "b", "principalType": "User"}}"#
        ), []
      ),
      (
        try Self.request(
          roles, "2022-04-01",
          #"{"properties": {"principalId": 1, "role": "b", "principalType": "Bot"}}"#),
        [
          "wrong type properties.principalId", "unknown field properties.role",
          "bad enum properties.principalType",
        ]
      ),
      (
        try Self.request(
          flux, "2025-04-01", #"{"properties": {"kustomizations": {"x": null}}}"#, method: "PATCH"),
        []
      ),
      (
        try Self.request(flux, "2025-04-01", #"{"properties": {"suspend": null}}"#),
        ["wrong type properties.suspend"]
      ),
    ]
    let verdicts = try await Self.verdicts(on: cases.map(\.0))
    try #require(verdicts.count == cases.count)
    for (one, verdict) in zip(cases, verdicts) { #expect(verdict == one.1, "\(JSON.text(one.0))") }
  }

  @Test func `what az was recorded to send for clusters is taken, and has no fault`() async throws {
    let desk = try Desk()
    try desk.make(Self.aks, #"{"location": "westeurope"}"#)
    for (place, project) in ["project1-prod", "project1-staging", "project2-prod"].enumerated() {
      try desk.make(
        "\(Self.aks)/providers/Microsoft.Network/virtualNetworks/\(project)-vnet",
        """
        {"location": "westeurope", "properties": {
         "addressSpace": {"addressPrefixes": ["10.\(place).0.0/16"]},
         "subnets": [{"name": "aks-subnet", "properties": {"addressPrefix": "10.\(place).0.0/24"}}]}}
        """)
    }
    try desk.make(
      "\(Self.aks)/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks-identity",
      #"{"location": "westeurope"}"#)
    let root = project
    var requests: [Value] = []
    for project in ["project1-prod", "project1-staging", "project2-prod"] {
      let name = "Tests/AzureEmulatorTests/Recordings/aks-create-\(project)-aks.json"
      let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
      var request = try JSON.parse(text)
      let reply = desk.call("PUT", request.text("path") ?? "", JSON.text(request["body"] ?? .null))
      #expect(reply.status == 201, "\(JSON.text(reply.body ?? .null))")
      // az has a version of its own; the body has to be right in ours.
      request["apiVersion"] = "2026-08-01"
      requests.append(request)
    }
    #expect(try await Self.verdicts(on: requests) == [[], [], []])
  }

  /// What `az k8s-configuration flux create` sends, for three clusters.
  private static func fluxRequests() throws -> [Value] {
    try ["project1-prod", "project1-staging", "project2-prod"].flatMap { name in
      let file = "Tests/AzureEmulatorTests/Recordings/flux-create-\(name)-aks.json"
      let text = try String(contentsOf: project.appending(path: file), encoding: .utf8)
      return try JSON.parse(text).list ?? []
    }
  }

  @Test func `what az sends for Flux has no fault, and with one fault has that`() async throws {
    let good = try Self.fluxRequests()
    #expect(good.count == 6)
    let properties = "body.properties"
    let faults: [(String, Value, String)] = [
      ("\(properties).sourceKind", "Git", "bad enum properties.sourceKind"),
      ("\(properties).scope", "all", "bad enum properties.scope"),
      ("\(properties).suspend", "no", "wrong type properties.suspend"),
      (
        "\(properties).gitRepository.syncInterval", "60s",
        "unknown field properties.gitRepository.syncInterval"
      ),
      (
        "\(properties).kustomizations.infra.prune", "true",
        "wrong type properties.kustomizations.infra.prune"
      ),
      (
        "\(properties).kustomizations.infra.name", "infra",
        "read only properties.kustomizations.infra.name"
      ),
      ("\(properties).complianceState", "Compliant", "read only properties.complianceState"),
      ("apiVersion", "2022-03-01", "api-version ."),
    ]
    let bad = faults.map { path, value, _ in
      var request = good[1]
      request.set(path, value)
      return request
    }
    let verdicts = try await Self.verdicts(on: good + bad)
    #expect(verdicts == good.map { _ in [] } + faults.map { [$0.2] })
  }

  private static let aks = "\(Desk.subscription)/resourceGroups/aks"

  @Test func `the table of api-versions names every type of the emulator, as that has it`() throws {
    let text = try String(contentsOfFile: Self.table, encoding: .utf8)
    var rows: [String: String] = [:]
    for match in text.matches(of: /\n\| (Microsoft\.[A-Za-z.\/]+) \| ([0-9-]+) \|/) {
      rows[String(match.1)] = String(match.2)
    }
    #expect(rows.count > 20)
    for type in Catalog.all {
      #expect(rows[type.name] == type.version, "\(type.name)")
      for part in type.parts where part.isAddressable {
        #expect(rows["\(type.name)/\(part.word)"] == type.version, "\(type.name)/\(part.word)")
      }
    }
  }
}
