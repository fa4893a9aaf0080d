// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers

struct MachineDeploymentReconcilerTests {
  private func machines(_ world: World) async throws -> [Machine] {
    try await world.all(.machine).map(Machine.init).filter { !$0.isControlPlane }
  }

  private func withDeployment(
    _ replicas: Int, spec: String = "", infrastructure: String = "",
    _ body: (World, Drive) async throws -> Void
  ) async throws {
    try await withMachinery { world, drive in
      try await world.create(
        Samples.deployment(replicas, spec: spec, infrastructure: infrastructure))
      try await drive.settle()
      try await body(world, drive)
    }
  }

  @Test func `a deployment makes a set from copies of its templates, and rests`() async throws {
    try await withDeployment(2) { world, drive in
      let deployment = MachineDeployment(try await world.get(.machineDeployment, "md"))
      #expect(
        deployment.replicas == Replicas(total: 2, ready: 2, available: 2, upToDate: 2))
      #expect(deployment.phase == .running)
      #expect(deployment.isTrue("Available") && deployment.isTrue("MachinesUpToDate"))
      #expect(deployment.condition("RollingOut")?.status == .no)
      #expect(deployment.metadata.ownerReferences.map(\.kind) == ["Cluster"])
      let set = try #require(try await world.all(.machineSet).map(MachineSet.init).first)
      #expect(set.metadata.controller?.uid == deployment.uid)
      #expect(set.revision == 1)
      #expect(set.metadata.annotations[Annotations.desiredReplicas] == "2")
      #expect(set.metadata.annotations[Annotations.maxReplicas] == "3")
      let hash = try #require(set.metadata.labels[Labels.templateHash])
      #expect(set.selector["matchLabels"]?[Labels.templateHash]?.string == hash)
      #expect(set.name.hasSuffix(String(hash.suffix(5))))
      let copies = try await world.all(.inMemoryMachineTemplate)
      #expect(copies.count == 2)
      let copy = try #require(copies.first { $0.name != "infra" })
      #expect(set.template.infrastructureRef?.name == copy.name)
      #expect(copy.metadata.ownerReferences.map(\.uid) == [set.uid ?? ""])
      for kind in [Kind.inMemoryMachineTemplate, .kubeadmConfigTemplate] {
        let name = kind === Kind.inMemoryMachineTemplate ? "infra" : "boot"
        #expect(try await world.get(kind, name).metadata.ownerReferences.map(\.kind) == ["Cluster"])
      }
      for machine in try await machines(world) {
        #expect(machine.metadata.labels[Labels.templateHash] == hash)
        #expect(machine.metadata.labels[Labels.deploymentName] == "md")
        #expect(machine.isTrue("UpToDate"))
      }
      try await drive.expectRest()
    }
  }

  @Test(arguments: [
    (Kind.machineDeployment, "md", "spec: {template: {spec: {version: v1.31.1}}}"),
    (
      .inMemoryMachineTemplate, "infra",
      "spec: {template: {spec: {vm: {provisioning: {startupDuration: 1s}}}}}"
    ),
    (.kubeadmConfigTemplate, "boot", "spec: {template: {spec: {preKubeadmCommands: [other]}}}"),
  ])
  func `Machines are replaced when what they are made from says something else`(
    kind: Kind, name: String, patch: String
  ) async throws {
    try await withDeployment(2) { world, drive in
      let before = Set(try await machines(world).compactMap(\.uid))
      try await world.patch(kind, name, patch)
      try await drive.settle()
      let after = Set(try await machines(world).compactMap(\.uid))
      #expect(after.count == 2 && after.isDisjoint(with: before))
      let sets = try await world.all(.machineSet)
      #expect(sets.map { MachineSet($0).revision } == [2])
      #expect(try await world.get(.machineDeployment, "md").condition("RollingOut")?.status == .no)
      try await drive.expectRest()
    }
  }

  @Test func `the same content under another name replaces nothing`() async throws {
    try await withDeployment(1) { world, drive in
      let before = try await machines(world).compactMap(\.uid)
      try await world.create(
        """
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
        kind: InMemoryMachineTemplate
        metadata: {name: renamed}
        spec: {template: {spec: {}}}
        """)
      try await world.patch(
        .machineDeployment, "md", "spec: {template: {spec: {infrastructureRef: {name: renamed}}}}")
      try await drive.settle()
      #expect(try await machines(world).compactMap(\.uid) == before)
      #expect(try await world.all(.machineSet).count == 1)
    }
  }

  @Test func `capacity is kept while a roll-out goes on, and the Machines say why`() async throws {
    try await withDeployment(3) { world, drive in
      try await world.patch(
        .machineDeployment, "md", "spec: {template: {spec: {version: v1.31.1}}}")
      var messages: Set<String> = []
      for _ in 0..<40 {
        _ = try await drive.round()
        try await Provider(world: world).step()
        try await world.catchUp()
        let machines = try await machines(world)
        #expect(machines.filter { $0.isTrue("Available") && !$0.isDeleting }.count >= 3)
        #expect(machines.count <= 4)
        messages.formUnion(machines.compactMap { $0.condition("UpToDate")?.message })
        let rolling = try await world.get(.machineDeployment, "md").condition("RollingOut")
        if let rolling { messages.insert(rolling.message) }
      }
      #expect(messages.contains("* Version v1.31.0, v1.31.1 required"))
      #expect(
        messages.contains(
          "Rolling out 3 not up-to-date replicas\n* Version v1.31.0, v1.31.1 required"))
      try await drive.settle()
      #expect(try await machines(world).allSatisfy { $0.version == "v1.31.1" })
    }
  }

  @Test func `a paused deployment follows its replicas and rolls nothing out`() async throws {
    try await withDeployment(2) { world, drive in
      try await world.patch(
        .machineDeployment, "md",
        "spec: {paused: true, replicas: 3, template: {spec: {version: v1.31.1}}}")
      try await drive.settle()
      let machines = try await machines(world)
      #expect(machines.count == 3 && machines.allSatisfy { $0.version == "v1.31.0" })
      #expect(try await world.all(.machineSet).count == 1)
      try await world.patch(.machineDeployment, "md", "spec: {paused: false}")
      try await drive.settle()
      #expect(try await self.machines(world).allSatisfy { $0.version == "v1.31.1" })
    }
  }

  @Test func `under OnDelete a Machine is replaced when somebody deletes it`() async throws {
    try await withDeployment(2, spec: "rollout: {strategy: {type: OnDelete}}") { world, drive in
      try await world.patch(
        .machineDeployment, "md", "spec: {template: {spec: {version: v1.31.1}}}")
      try await drive.settle()
      var machines = try await machines(world)
      #expect(machines.allSatisfy { $0.version == "v1.31.0" })
      try await world.delete(.machine, machines[0].name)
      try await drive.settle()
      machines = try await self.machines(world)
      #expect(machines.map(\.version).compactMap(\.self).sorted() == ["v1.31.0", "v1.31.1"])
    }
  }

  @Test func `a moment to roll out is waited for, and then nothing needs to differ`() async throws {
    try await withDeployment(1) { world, drive in
      let before = try await machines(world).compactMap(\.uid)
      try await world.patch(
        .machineDeployment, "md", "spec: {rollout: {after: \"2026-01-01T01:00:00Z\"}}")
      try await drive.settle()
      #expect(try await machines(world).compactMap(\.uid) == before)
      world.clock.advance(by: .seconds(3601))
      try await drive.settle()
      #expect(try await machines(world).compactMap(\.uid) != before)
      try await drive.expectRest()
    }
  }

  @Test func `a deployment goes with all that it made`() async throws {
    try await withDeployment(2) { world, drive in
      try await world.delete(.machineDeployment, "md")
      try await drive.settle()
      #expect(try await world.all(.machineDeployment).isEmpty)
      #expect(try await world.all(.machineSet).isEmpty)
      #expect(try await machines(world).isEmpty)
    }
  }

  @Test func `wherever a write is cut, a roll-out ends alike`() async throws {
    try await expectSameEnd(given: Samples.bare, Drive.machinery) { world, drive in
      try await world.create(Samples.deployment(1))
      try await drive.settle()
      try await world.patch(
        .machineDeployment, "md", "spec: {template: {spec: {version: v1.31.1}}}")
      try await drive.settle()
      #expect(try await machines(world).count == 1)
    }
  }
}
