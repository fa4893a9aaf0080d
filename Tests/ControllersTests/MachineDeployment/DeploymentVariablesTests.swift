// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Controllers
@testable import Site

struct DeploymentVariablesTests {
  private static let sources = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data: {PLAIN: one}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: login}
    stringData: {TOKEN: one}
    """

  private func uids(_ world: World) async throws -> Set<String> {
    let machines = try await world.all(.machine).map(Machine.init)
    return Set(machines.filter { !$0.isControlPlane }.compactMap(\.uid))
  }

  private func change(_ kind: String, _ data: String, _ world: World) async throws {
    let resource: Resource = kind == "Secret" ? .secrets : .configMaps
    let name = kind == "Secret" ? "login" : "settings"
    _ = try await world.direct.patch(
      .merge(YAML.parse(data)), at: Address(resource, namespace: "default", name: name))
  }

  @Test(arguments: [
    ("ConfigMap", "data: {PLAIN: two}", "", true), ("ConfigMap", "data: {OTHER: two}", "", false),
    ("Secret", "stringData: {TOKEN: two}", "", false),
    ("Secret", "stringData: {TOKEN: two}", ", capctl.dev/roll-on-secret-change: \"true\"", true),
  ])
  func `what a variable stands for is content, a secret's only where that is asked for`(
    kind: String, data: String, annotation: String, rolls: Bool
  ) async throws {
    try await withMachinery { world, drive in
      try await world.create(Self.sources)
      let from = "capctl.dev/variables-from: \"ConfigMap/settings,Secret/login\""
      try await world.patch(.cluster, "c", "metadata: {annotations: {\(from)\(annotation)}}")
      try await world.create(
        Samples.deployment(1).replacing(
          "echo $<GREETING:=hello>", with: "echo $<PLAIN> $<TOKEN> $<MACHINE_NAME> $<HOME:=none>"))
      try await drive.settle()
      let before = try await uids(world)
      #expect(before.count == 1)
      try await change(kind, data, world)
      try await drive.settle()
      let after = try await uids(world)
      #expect(after.count == 1)
      #expect(after.isDisjoint(with: before) == rolls)
      for set in try await world.all(.machineSet) {
        let record = set.metadata.annotations[Annotations.frozenVariables] ?? ""
        #expect(record.contains("PLAIN") && !record.contains("MACHINE_NAME"))
        #expect(!record.contains("one") && !record.contains("two"))
      }
      try await drive.expectRest()
    }
  }

  @Test func `the environment gives what it was told to give, and where`() async throws {
    let environment = ["A": "1", "B": "2", "SECRET": "3"]
    let grants = EnvironmentGrants(["A", "B=team", "MISSING"]) { environment[$0] }
    #expect(grants.place(for: "team").values == ["A": "1", "B": "2"])
    #expect(grants.place(for: "other").values == ["A": "1"])
    #expect(EnvironmentGrants().place(for: "team").values == [:])
  }
}
