// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

struct MachineReconcilerTests {
  private func withMachines(_ body: (World, Drive) async throws -> Void) async throws {
    try await withWorld { world in
      let drive = Drive(
        world: world, parts: await ClusterReconcilerTests.parts(world.site))
      try await world.create(Samples.standalone)
      try await drive.settle()
      try await body(world, drive)
    }
  }

  @Test func `a Machine becomes a Node, which carries its labels`() async throws {
    try await withMachines { world, drive in
      let machine = Machine(try await world.get(.machine, "worker"))
      #expect(machine.phase == .running)
      #expect(machine.providerID == "inmemory:///worker")
      #expect(machine.dataSecretName == "worker")
      #expect(machine.nodeName == "worker")
      #expect(machine.metadata.finalizers == [Finalizers.machine])
      #expect(machine.metadata.ownerReferences.map(\.kind) == ["Cluster"])
      #expect(machine.isTrue("Ready") && machine.isTrue("Available"))
      #expect(
        machine.conditions.map(\.type) == [
          "Available", "Ready", "BootstrapConfigReady", "InfrastructureReady", "NodeHealthy",
          "NodeReady", "Updating", "Deleting", "Paused",
        ])
      for kind in [Kind.kubeadmConfig, .inMemoryMachine] {
        let owner = try #require(try await world.get(kind, "worker").metadata.controller)
        #expect(owner.uid == machine.uid && owner.blocksDeletion)
      }
      let node = try await world.workload("c").get(Address(.nodes, name: "worker"))
      #expect(node.metadata.labels == ["node-role.kubernetes.io/worker": ""])
      #expect(
        node.metadata.annotations == [
          "cluster.x-k8s.io/cluster-name": "c", "cluster.x-k8s.io/cluster-namespace": "default",
          "cluster.x-k8s.io/machine": "worker",
          "cluster.x-k8s.io/labels-from-machine": "node-role.kubernetes.io/worker",
        ])
      try await world.patch(
        .machine, "worker",
        "metadata: {labels: {node-role.kubernetes.io/worker: null, node.cluster.x-k8s.io/a: b}}")
      try await drive.settle()
      let again = try await world.workload("c").get(Address(.nodes, name: "worker"))
      #expect(again.metadata.labels == ["node.cluster.x-k8s.io/a": "b"])
    }
  }

  @Test func `what a Machine waits for is said`() async throws {
    try await withWorld { world in
      let drive = Drive(
        world: world, parts: await ClusterReconcilerTests.parts(world.site))
      try await world.create(
        String(Samples.machine("m").split(separator: "---").first ?? ""))
      try await drive.settle()
      let machine = try await world.get(.machine, "m")
      #expect(machine.status["phase"] == "Pending")
      #expect(
        machine.condition("BootstrapConfigReady")?.message
          == "Waiting for KubeadmConfig m to exist (since 2026-01-01T00:00:00Z); create it, or correct the reference"
      )
      #expect(machine.condition("InfrastructureReady")?.reason == "DoesNotExist")
      #expect(
        machine.condition("NodeHealthy")?.message
          == "Waiting for InMemoryMachine m to report spec.providerID (since 2026-01-01T00:00:00Z)")
      #expect(machine.condition("Ready")?.status == .no)
    }
  }

  @Test func `a Machine is Available when it was Ready for long enough`() async throws {
    try await withWorld { world in
      let parts = await ClusterReconcilerTests.parts(world.site)
      let drive = Drive(world: world, parts: parts)
      try await world.create(Samples.standalone)
      try await world.create(Samples.machine("late", spec: "minReadySeconds: 30"))
      try await drive.settle()
      let machine = try await world.get(.machine, "late")
      #expect(machine.isTrue("Ready"))
      #expect(machine.condition("Available")?.reason == "WaitingForMinReadySeconds")
      let next = try await parts[1].reconciler.reconcile(Key(machine))
      #expect(next == .again(.milliseconds(30_010)))
      world.clock.advance(by: .seconds(31))
      try await drive.settle()
      #expect(try await world.get(.machine, "late").isTrue("Available"))
    }
  }

  @Test func `a Node that is deleted, and infrastructure that vanishes, are told`() async throws {
    try await withMachines { world, drive in
      try await world.workload("c").delete(Address(.nodes, name: "worker"))
      try await world.delete(.inMemoryMachine, "worker")
      try await drive.settle()
      let machine = try await world.get(.machine, "worker")
      #expect(machine.condition("NodeHealthy")?.reason == "NodeDeleted")
      #expect(
        machine.condition("InfrastructureReady")?.message
          == "InMemoryMachine worker has been deleted while the Machine still exists")
      #expect(machine.condition("Ready")?.status == .no)
      try await drive.expectRest()
    }
  }

  @Test func `a Node is drained as its budgets allow before its machine goes`() async throws {
    try await withMachines { world, drive in
      let workload = world.workload("c")
      try await Self.furnish(workload)
      try await world.delete(.machine, "worker")
      try await drive.settle()
      let machine = try await world.get(.machine, "worker")
      let deleting = try #require(machine.condition("Deleting"))
      #expect(deleting.reason == "DrainingNode")
      #expect(
        deleting.message
          == """
          Draining Node worker (since 2026-01-01T00:00:00Z):
          * Pod default/web: Cannot evict pod as it would violate the pod's disruption budget. \
          The disruption budget web needs 1 healthy pods and has 1 currently
          """)
      #expect(machine.status["deletion", "nodeDrainStartTime"] == "2026-01-01T00:00:00Z")
      let node = try await workload.get(Address(.nodes, name: "worker"))
      #expect(node.spec["unschedulable"] == true)
      #expect(try await world.get(.inMemoryMachine, "worker").isDeleting == false)
      try await drive.expectRest()

      _ = try await workload.patch(
        .merge(["status": ["disruptionsAllowed": 1]]),
        at: Address(Self.budgets, namespace: "default", name: "web", subresource: "status"))
      try await drive.settle()
      try await Self.reap(workload)
      try await drive.settle()
      #expect(try await world.find(.machine, "worker") == nil)
      #expect(try await world.find(.inMemoryMachine, "worker") == nil)
      #expect(try await world.find(.kubeadmConfig, "worker") == nil)
      #expect(try await workload.find(Address(.nodes, name: "worker")) == nil)
      #expect(try await workload.find(Address(.nodes, name: "cp")) != nil)
    }
  }

  private static let budgets = Resource(
    group: "policy", version: "v1", plural: "poddisruptionbudgets")

  /// A pod with a budget that allows nothing, on the worker.
  private static func furnish(_ workload: any KubeClient) async throws {
    let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await workload.create(
      Object(namespace, name: "default"),
      at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
    let pod = Object(
      try YAML.parse(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: default, labels: {app: web}}
        spec: {nodeName: worker, containers: [{name: web, image: web}]}
        """))
    _ = try await workload.create(pod, at: Address(.pods, namespace: "default"))
    _ = try await workload.patch(
      .merge(
        YAML.parse("status: {phase: Running, conditions: [{type: Ready, status: \"True\"}]}")),
      at: Address(.pods, namespace: "default", name: "web", subresource: "status"))
    let budget = Object(
      try YAML.parse(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web, namespace: default}
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
        """))
    _ = try await workload.create(budget, at: Address(budgets, namespace: "default"))
    _ = try await workload.patch(
      .merge(
        YAML.parse(
          "status: {observedGeneration: 1, disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1}"
        )), at: Address(budgets, namespace: "default", name: "web", subresource: "status"))
  }

  /// What kubelets do: pods that are going are gone.
  private static func reap(_ workload: any KubeClient) async throws {
    for pod in try await workload.listAll(Address(.pods)).items where pod.isDeleting {
      var options = DeleteOptions()
      options.gracePeriodSeconds = 0
      try await workload.delete(Key(pod).address(in: .pods), options)
    }
  }

  @Test func `hooks hold a deletion, in their order`() async throws {
    try await withMachines { world, drive in
      try await world.patch(
        .machine, "worker",
        """
        metadata:
          annotations:
            pre-drain.delete.hook.machine.cluster.x-k8s.io/a: me
            pre-terminate.delete.hook.machine.cluster.x-k8s.io/b: me
        """)
      try await world.delete(.machine, "worker")
      try await drive.settle()
      let first = try await world.get(.machine, "worker").condition("Deleting")
      #expect(first?.reason == "WaitingForPreDrainHook")
      try await world.patch(
        .machine, "worker",
        "metadata: {annotations: {pre-drain.delete.hook.machine.cluster.x-k8s.io/a: null}}")
      try await drive.settle()
      let second = try await world.get(.machine, "worker").condition("Deleting")
      #expect(second?.reason == "WaitingForPreTerminateHook")
      #expect(try await world.get(.inMemoryMachine, "worker").isDeleting == false)
      try await world.patch(
        .machine, "worker",
        "metadata: {annotations: {pre-terminate.delete.hook.machine.cluster.x-k8s.io/b: null}}")
      try await drive.settle()
      #expect(try await world.find(.machine, "worker") == nil)
    }
  }

  @Test func `volumes that are attached are waited for, until the limit`() async throws {
    try await withMachines { world, drive in
      let workload = world.workload("c")
      let attachments = Resource(
        group: "storage.k8s.io", version: "v1", plural: "volumeattachments")
      let attachment = Object(
        try YAML.parse(
          """
          apiVersion: storage.k8s.io/v1
          kind: VolumeAttachment
          metadata: {name: va}
          spec: {attacher: csi, nodeName: worker, source: {persistentVolumeName: pv-1}}
          """))
      _ = try await workload.create(attachment, at: Address(attachments))
      _ = try await workload.patch(
        .merge(["status": ["attached": true]]),
        at: Address(attachments, name: "va", subresource: "status"))
      try await world.patch(
        .machine, "worker", "spec: {deletion: {nodeVolumeDetachTimeoutSeconds: 60}}")
      try await world.delete(.machine, "worker")
      try await drive.settle()
      let deleting = try #require(try await world.get(.machine, "worker").condition("Deleting"))
      #expect(deleting.reason == "WaitingForVolumeDetach")
      #expect(deleting.message.contains("volume pv-1 to be detached from Node worker"))
      world.clock.advance(by: .seconds(61))
      try await drive.settle()
      #expect(try await world.find(.machine, "worker") == nil)
    }
  }

  @Test func `wherever a write is cut, a deleted Machine takes all its own with it`() async throws {
    try await expectSameEnd(
      given: Samples.standalone, { await ClusterReconcilerTests.parts($0) }
    ) { world, drive in
      try await world.delete(.machine, "worker")
      try await drive.settle()
      #expect(try await world.find(.inMemoryMachine, "worker") == nil)
    }
  }
}
