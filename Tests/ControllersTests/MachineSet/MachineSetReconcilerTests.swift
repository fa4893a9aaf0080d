// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Kube
import Manifest
import Runtime
import Testing

@testable import Controllers
@testable import Site

struct MachineSetReconcilerTests {
  private func machines(_ world: World) async throws -> [Machine] {
    try await world.all(.machine).map(Machine.init).filter { !$0.isControlPlane }
  }

  @Test func `a set makes its Machines with all that belongs to them, and rests`() async throws {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(2))
      try await drive.settle()
      let set = MachineSet(try await world.get(.machineSet, "ms"))
      #expect(set.replicas == Replicas(total: 2, ready: 2, available: 2, upToDate: 2))
      #expect(set.metadata.finalizers == [Finalizers.machineSet])
      #expect(set.metadata.ownerReferences.map(\.kind) == ["Cluster"])
      #expect(set.isTrue("MachinesReady"))
      #expect(set.condition("ScalingUp")?.status == .no)
      #expect(set.selectorText?.contains("cluster.x-k8s.io/set-name=ms") == true)
      for machine in try await machines(world) {
        #expect(machine.name.hasPrefix("ms-") && machine.name.utf8.count == 8)
        #expect(machine.metadata.controller?.uid == set.uid)
        #expect(machine.metadata.labels["node-role.kubernetes.io/worker"] == "")
        #expect(machine.metadata.labels[Labels.setName] == "ms")
        #expect(machine.version == "v1.31.0")
        #expect(machine.bootstrapRef?.kind == "KubeadmConfig")
        let config = try await world.get(.kubeadmConfig, machine.name)
        #expect(config.spec["preKubeadmCommands"] == ["echo $<GREETING:=hello>"])
        #expect(config.metadata.annotations[Annotations.clonedFromName] == "boot")
        #expect(config.metadata.controller?.uid == machine.uid)
        #expect(machine.phase == .running)
      }
      try await drive.expectRest()
    }
  }

  @Test func `a set follows its replicas, and its mark says which Machine goes`() async throws {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(3))
      try await drive.settle()
      let names = try await machines(world).map(\.name).sorted()
      try await world.patch(
        .machine, names[1], "metadata: {annotations: {cluster.x-k8s.io/delete-machine: \"\"}}")
      try await world.patch(.machineSet, "ms", "spec: {replicas: 2}")
      try await drive.settle()
      #expect(try await machines(world).map(\.name).sorted() == [names[0], names[2]])
      #expect(try await world.all(.inMemoryMachine).count == 3)
      try await world.patch(.machineSet, "ms", "spec: {replicas: 4}")
      try await drive.settle()
      #expect(try await machines(world).count == 4)
    }
  }

  @Test func `what can be changed in place is, and no Machine is replaced for it`() async throws {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(1))
      try await drive.settle()
      let before = try #require(try await machines(world).first)
      try await world.patch(
        .machineSet, "ms",
        """
        spec:
          template:
            metadata: {labels: {a: b}, annotations: {c: d}}
            spec: {version: v1.32.0, minReadySeconds: 5, deletion: {nodeDrainTimeoutSeconds: 7}}
        """)
      try await drive.settle()
      let after = try #require(try await machines(world).first)
      #expect(after.uid == before.uid)
      #expect(after.metadata.labels["a"] == "b")
      #expect(after.metadata.annotations["c"] == "d")
      #expect(after.minReadySeconds == 5)
      #expect(after.nodeDrainTimeout == .seconds(7))
      #expect(after.version == "v1.31.0")
    }
  }

  @Test func `labels and annotations reach all that is made for a Machine, and leave it again`()
    async throws
  {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(1))
      try await drive.settle()
      let name = try #require(try await machines(world).first?.name)
      let kinds = [Kind.machine, .kubeadmConfig, .inMemoryMachine]
      try await world.patch(.machine, name, "metadata: {labels: {own: x}}")
      for (metadata, label, annotation) in [
        ("{labels: {a: b, e: f}, annotations: {c: d}}", "b", "d"),
        ("{labels: {a: g, e: f}, annotations: {c: h}}", "g", "h"),
        ("{labels: {a: null}, annotations: {c: null}}", nil, nil),
      ] as [(String, String?, String?)] {
        try await world.patch(
          .machineSet, "ms", "spec: {template: {metadata: \(metadata)}}")
        try await drive.settle()
        for kind in kinds {
          let found = try await world.get(kind, name).metadata
          #expect(found.labels["a"] == label, "\(kind.kind)")
          #expect(found.labels["e"] == "f", "\(kind.kind)")
          #expect(found.annotations["c"] == annotation, "\(kind.kind)")
        }
        try await drive.expectRest()
      }
      #expect(try await world.get(.machine, name).metadata.labels["own"] == "x")
      let kept = try await world.get(.machineSet, "ms").metadata.annotations
      #expect(
        kept["capctl.dev/passed-down"] == #"{"labels":["e","node-role.kubernetes.io/worker"]}"#)
    }
  }

  @Test func `a missing template is told, and made up for when it comes`() async throws {
    try await withMachinery { world, drive in
      let parts = Samples.machineSet(1).components(separatedBy: "---\n")
      try await world.create(parts[2])
      try await drive.settle()
      let set = try await world.get(.machineSet, "ms")
      #expect(
        set.condition("ScalingUp")?.message
          == """
          Scaling up from 0 to 1 replicas is blocked:
          * InMemoryMachineTemplate infra does not exist
          * KubeadmConfigTemplate boot does not exist
          """)
      #expect(try await machines(world).isEmpty)
      try await world.create(parts[0])
      try await world.create(parts[1])
      try await drive.settle()
      #expect(try await machines(world).count == 1)
    }
  }

  @Test func `Machines wait for a control plane that they could not join`() async throws {
    try await withMachinery { world, drive in
      try await world.create(
        """
        apiVersion: controlplane.cluster.x-k8s.io/v1beta2
        kind: KubeadmControlPlane
        metadata: {name: cp}
        spec:
          version: v1.30.0
          machineTemplate: {spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachineTemplate, name: infra}}}
        """)
      try await world.patch(
        .cluster, "c",
        "spec: {controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: cp}}"
      )
      try await world.create(Samples.machineSet(1))
      try await drive.settle()
      let message = try await world.get(.machineSet, "ms").condition("ScalingUp")?.message ?? ""
      #expect(message.contains("(preflight check ControlPlaneIsStable)"))
      #expect(message.contains("(preflight check KubernetesVersionSkew)"))
      #expect(try await machines(world).isEmpty)
      try await world.patch(
        .machineSet, "ms",
        "metadata: {annotations: {machineset.cluster.x-k8s.io/skip-preflight-checks: All}}")
      try await drive.settle()
      #expect(try await machines(world).count == 1)
    }
  }

  @Test func `a Machine that its health check gave up is replaced`() async throws {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(2))
      try await drive.settle()
      let sick = try #require(try await machines(world).first)
      var draft = Draft(sick)
      draft.now.set(Condition("HealthCheckSucceeded", .no, reason: "UnhealthyNode", message: "ill"))
      draft.now.set(Condition("OwnerRemediated", .no, reason: "WaitingForRemediation"))
      try await world.site.save(draft)
      try await drive.settle()
      let machines = try await machines(world)
      #expect(machines.count == 2)
      #expect(!machines.contains { $0.uid == sick.uid })
    }
  }

  @Test func `a set adopts what it selects, takes back what is its own, and goes with it`()
    async throws
  {
    try await withMachinery { world, drive in
      try await world.create(Samples.machineSet(2))
      try await drive.settle()
      let before = try await world.picture()
      for machine in try await machines(world) {
        try await world.patch(
          .machine, machine.name, "metadata: {ownerReferences: null, finalizers: null}")
      }
      try await world.patch(.machineSet, "ms", "metadata: {ownerReferences: null}")
      try await drive.settle()
      expectAlike(try await world.picture(), before)
      try await world.delete(.machineSet, "ms")
      try await drive.settle()
      #expect(try await world.all(.machineSet).isEmpty)
      #expect(try await machines(world).isEmpty)
      #expect(try await world.all(.kubeadmConfig).count == 1)
    }
  }

  @Test func `wherever a write is cut, a set has as many Machines as it asks for`() async throws {
    try await expectSameEnd(given: Samples.bare, Drive.machinery) { world, drive in
      try await world.create(Samples.machineSet(2))
      try await drive.settle()
      try await world.patch(.machineSet, "ms", "spec: {replicas: 1}")
      try await drive.settle()
      #expect(try await machines(world).count == 1)
    }
  }
}
