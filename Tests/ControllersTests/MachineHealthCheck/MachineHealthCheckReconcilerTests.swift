// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

struct MachineHealthCheckReconcilerTests {
  @Sendable private static func parts(_ site: Site) async -> [Drive.Part] {
    await Drive.machinery(site) + [
      (.machineHealthCheck, await MachineHealthCheckReconciler(site))
    ]
  }

  private func withCheck(
    _ remediation: String = "", _ body: (World, Drive) async throws -> Void
  ) async throws {
    try await withWorld { world in
      let drive = Drive(world: world, parts: await Self.parts(world.site))
      try await world.create(Samples.bare)
      try await world.create(Samples.machineSet(3))
      try await world.create(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: MachineHealthCheck
        metadata: {name: check}
        spec:
          clusterName: c
          selector: {matchLabels: {cluster.x-k8s.io/set-name: ms}}
          checks:
            unhealthyNodeConditions: [{type: Ready, status: "False", timeoutSeconds: 300}]
          \(remediation)
        """)
      try await drive.settle()
      try await body(world, drive)
    }
  }

  private func machines(_ world: World) async throws -> [Machine] {
    try await world.all(.machine).map(Machine.init).filter { !$0.isControlPlane }
  }

  /// Makes Nodes unready.
  private func fell(_ names: [String], _ world: World) async throws {
    for name in names {
      let condition = Condition("Ready", .no, reason: "KubeletDown", message: "no word of it")
      var value = condition.value
      value["lastTransitionTime"] = .string("\(world.site.now)")
      _ = try await world.workload("c").patch(
        .merge(["status": ["conditions": [value]]]),
        at: Address(.nodes, name: name, subresource: "status"))
    }
  }

  @Test func `healthy Machines are told so, and nothing more is written`() async throws {
    try await withCheck { world, drive in
      let check = MachineHealthCheck(try await world.get(.machineHealthCheck, "check"))
      #expect(check[int: "status.expectedMachines"] == 3)
      #expect(check[int: "status.currentHealthy"] == 3)
      #expect(check[int: "status.remediationsAllowed"] == 3)
      #expect(check[texts: "status.targets"] == (try await machines(world)).map(\.name).sorted())
      #expect(check.isTrue("RemediationAllowed"))
      #expect(check.metadata.ownerReferences.map(\.kind) == ["Cluster"])
      #expect(try await machines(world).allSatisfy { $0.isTrue("HealthCheckSucceeded") })
      try await drive.expectRest()
    }
  }

  @Test func `a Node that is down for too long has its Machine replaced`() async throws {
    try await withCheck { world, drive in
      let sick = try #require(try await machines(world).first)
      try await fell([sick.name], world)
      try await drive.settle()
      #expect(try await machines(world).contains { $0.uid == sick.uid })
      let reconciler = await MachineHealthCheckReconciler(world.site)
      let next = try await reconciler.reconcile(Key(namespace: "default", name: "check"))
      #expect(next == .again(.seconds(301)))
      world.clock.advance(by: .seconds(302))
      try await drive.settle()
      let machines = try await machines(world)
      #expect(machines.count == 3)
      #expect(!machines.contains { $0.uid == sick.uid })
      #expect(machines.allSatisfy { $0.isTrue("Ready") })
    }
  }

  @Test func `where too many are ill nothing is replaced, and the reason is told`() async throws {
    try await withCheck("remediation: {triggerIf: {unhealthyLessThanOrEqualTo: 1}}") {
      world, drive in
      let before = try await machines(world)
      try await fell(before.prefix(2).map(\.name), world)
      world.clock.advance(by: .seconds(302))
      try await drive.settle()
      #expect(try await machines(world).compactMap(\.uid) == before.compactMap(\.uid))
      let check = try await world.get(.machineHealthCheck, "check")
      #expect(check.condition("RemediationAllowed")?.reason == "TooManyUnhealthy")
      #expect(
        check.condition("RemediationAllowed")?.message.hasPrefix("2 of 3 Machines are unhealthy")
          == true)
      let sick = try await world.get(.machine, before[0].name)
      #expect(sick.condition("HealthCheckSucceeded")?.reason == "UnhealthyNode")
      #expect(sick.condition("OwnerRemediated") == nil)
      try await drive.expectRest()
    }
  }

  /// Kinds of somebody else, who mends machines in another way.
  private static func foreign(_ kind: String) -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: \(kind.lowercased())s.x.test}
    spec:
      group: x.test
      names: {kind: \(kind), listKind: \(kind)List, plural: \(kind.lowercased())s, singular: \(kind.lowercased())}
      scope: Namespaced
      versions:
      - name: v1
        served: true
        storage: true
        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    """
  }

  private static let template = """
    apiVersion: x.test/v1
    kind: MendTemplate
    metadata: {name: mend, namespace: default}
    spec: {template: {spec: {how: gently}}}
    """

  @Test func `another mends a Machine where a template says so`() async throws {
    let reference =
      "remediation: {templateRef: {apiVersion: x.test/v1, kind: MendTemplate, name: mend}}"
    try await withCheck(reference) { world, drive in
      let sick = try #require(try await machines(world).first)
      try await world.patch(
        .machine, sick.name, "metadata: {annotations: {cluster.x-k8s.io/remediate-machine: \"\"}}")
      for kind in ["Mend", "MendTemplate"] {
        _ = try await world.direct.create(
          Object(try YAML.parse(Self.foreign(kind))), at: Address(.definitions))
      }
      try await drive.settle()
      let lacking = try await world.get(.machine, sick.name).condition("ExternallyRemediated")
      #expect(lacking?.reason == "RemediationTemplateNotFound")

      let templates = Resource(group: "x.test", version: "v1", plural: "mendtemplates")
      _ = try await world.direct.create(
        Object(try YAML.parse(Self.template)), at: Address(templates, namespace: "default"))
      try await drive.settle()
      let mends = Resource(group: "x.test", version: "v1", plural: "mends")
      let mend = try await world.direct.get(
        Address(mends, namespace: "default", name: sick.name))
      #expect(mend.spec == ["how": "gently"])
      #expect(mend.metadata.controller?.uid == sick.uid)
      let machine = try await world.get(.machine, sick.name)
      #expect(machine.metadata.uid == sick.uid)
      #expect(machine.condition("ExternallyRemediated")?.reason == "WaitingForRemediation")
      #expect(machine.condition("OwnerRemediated") == nil)
      try await drive.expectRest()

      try await world.patch(
        .machine, sick.name, "metadata: {annotations: {cluster.x-k8s.io/remediate-machine: null}}")
      try await drive.settle()
      #expect(try await world.direct.listAll(Address(mends)).items.isEmpty)
    }
  }

  @Test func `wherever a write is cut, the ill Machine alone is replaced`() async throws {
    try await expectSameEnd(given: Samples.bare, { await Self.parts($0) }) { world, drive in
      try await world.create(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: MachineHealthCheck
        metadata: {name: check}
        spec: {clusterName: c, selector: {matchLabels: {cluster.x-k8s.io/set-name: ms}}}
        """)
      try await world.create(Samples.machineSet(1))
      try await drive.settle()
      let machine = try await machines(world)[0]
      try await world.patch(
        .machine, machine.name,
        "metadata: {annotations: {cluster.x-k8s.io/remediate-machine: \"\"}}")
      try await drive.settle()
      #expect(try await machines(world).count == 1)
    }
  }
}
