// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import PKI
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

struct ClusterReconcilerTests {
  @Sendable static func parts(_ site: Site) async -> [Drive.Part] {
    [
      (.cluster, await ClusterReconciler(site)), (.machine, await MachineReconciler(site)),
    ]
  }

  private func withCluster(
    at start: Time = World.start, _ body: (World, Drive) async throws -> Void
  ) async throws {
    try await withWorld(at: start) { world in
      let drive = Drive(world: world, parts: await Self.parts(world.site))
      try await world.create(Samples.standalone)
      try await drive.settle()
      try await body(world, drive)
    }
  }

  private func summary(_ object: Object, _ types: [String]) -> [String] {
    types.map { type in
      let condition = object.condition(type)
      return "\(type)=\(condition?.status.rawValue ?? "none") \(condition?.reason ?? "")"
    }
  }

  @Test func `a cluster of Machines alone comes up, and then rests`() async throws {
    try await withCluster { world, drive in
      let cluster = Cluster(try await world.get(.cluster, "c"))
      #expect(cluster.phase == .provisioned)
      #expect(cluster.controlPlaneEndpoint == Endpoint(host: "10.0.0.1", port: 6443))
      #expect(cluster.isControlPlaneInitialized)
      #expect(cluster.metadata.finalizers == [Finalizers.cluster])
      #expect(cluster.observedGeneration == cluster.metadata.generation)
      #expect(
        summary(
          cluster.object,
          [
            "Available", "InfrastructureReady", "ControlPlaneInitialized", "ControlPlaneAvailable",
            "RemoteConnectionProbe", "WorkersAvailable", "WorkerMachinesReady", "Deleting",
            "Paused",
          ]) == [
            "Available=True Available", "InfrastructureReady=True Ready",
            "ControlPlaneInitialized=True Initialized", "ControlPlaneAvailable=True Available",
            "RemoteConnectionProbe=True ProbeSucceeded", "WorkersAvailable=True NoWorkers",
            "WorkerMachinesReady=True WorkerMachinesReady", "Deleting=False NotDeleting",
            "Paused=False NotPaused",
          ])
      #expect(
        cluster.workerReplicas
          == Replicas(desired: 1, total: 1, ready: 1, available: 1, upToDate: 1))
      #expect(cluster.controlPlaneReplicas.ready == 1)
      let infrastructure = try await world.get(.inMemoryCluster, "c")
      #expect(infrastructure.metadata.controller?.uid == cluster.uid)
      #expect(infrastructure.metadata.labels[Labels.clusterName] == "c")
      try await drive.expectRest()
    }
  }

  @Test func `what is taken away of owners, labels and finalizers comes back`() async throws {
    try await withCluster { world, drive in
      let before = try await world.picture()
      let nothing = "metadata: {finalizers: null, ownerReferences: null}"
      for (kind, name) in [
        (Kind.cluster, "c"), (.machine, "cp"), (.machine, "worker"), (.inMemoryCluster, "c"),
        (.inMemoryMachine, "cp"), (.kubeadmConfig, "cp"),
      ] { try await world.patch(kind, name, nothing) }
      try await drive.settle()
      expectAlike(try await world.picture(), before)
    }
  }

  @Test func `a deleted cluster goes in order, and leaves nothing`() async throws {
    try await withCluster { world, drive in
      try await world.patch(
        .machine, "worker", "metadata: {finalizers: [test/hold, machine.cluster.x-k8s.io]}")
      try await world.delete(.cluster, "c")
      try await drive.settle()
      let going = try #require(try await world.get(.cluster, "c").condition("Deleting"))
      #expect(going.reason == "WaitingForWorkersDeletion")
      #expect(
        going.message
          == "Waiting for Machine worker to be gone (since 2026-01-01T00:00:00Z); the condition Deleting of each says what holds it"
      )
      #expect(try await world.get(.machine, "cp").isDeleting == false)
      #expect(try await world.get(.cluster, "c").status["phase"] == "Deleting")
      try await drive.expectRest()
      try await world.patch(.machine, "worker", "metadata: {finalizers: null}")
      try await drive.settle()
      for kind in [Kind.cluster, .machine, .inMemoryCluster, .inMemoryMachine, .kubeadmConfig] {
        #expect(try await world.all(kind).isEmpty, "\(kind.kind)")
      }
      // The cluster goes as a whole: its Nodes are not worth a call.
      #expect(try await world.workload("c").listAll(Address(.nodes)).items.count == 2)
      #expect(world.site.nodes.watched.isEmpty)
    }
  }

  @Test func `a protected cluster stays`() async throws {
    try await withCluster { world, drive in
      try await world.patch(
        .cluster, "c", "metadata: {annotations: {capctl.dev/deletion-protection: \"true\"}}")
      try await world.delete(.cluster, "c")
      try await drive.settle()
      #expect(
        try await world.get(.cluster, "c").condition("Deleting")?.reason == "DeletionProtected")
      #expect(try await world.all(.machine).count == 2)
    }
  }

  @Test func `a paused cluster is left alone, and says so`() async throws {
    try await withCluster { world, drive in
      try await world.patch(.cluster, "c", "spec: {paused: true}")
      try await drive.settle()
      try await world.patch(.inMemoryCluster, "c", "metadata: {ownerReferences: null}")
      try await world.delete(.machine, "worker")
      try await drive.settle()
      for (kind, name) in [(Kind.cluster, "c"), (.machine, "cp"), (.machine, "worker")] {
        #expect(
          try await world.get(kind, name).condition("Paused")?.message
            == "Cluster spec.paused is set to true")
      }
      #expect(try await world.get(.inMemoryMachine, "worker").isDeleting == false)
      #expect(try await world.get(.inMemoryCluster, "c").metadata.ownerReferences.isEmpty)
      try await world.patch(.cluster, "c", "spec: {paused: false}")
      try await drive.settle()
      #expect(try await world.find(.machine, "worker") == nil)
      #expect(try await world.get(.cluster, "c").condition("Paused")?.status == .no)
    }
  }

  @Test func `what is missing is named, with what to do`() async throws {
    try await withWorld { world in
      let drive = Drive(world: world, parts: await Self.parts(world.site))
      try await world.create(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: Cluster
        metadata: {name: c}
        spec:
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: c}
          controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: cp}
        """)
      try await drive.settle()
      let cluster = try await world.get(.cluster, "c")
      let infrastructure = try #require(cluster.condition("InfrastructureReady"))
      #expect(infrastructure.reason == "DoesNotExist")
      #expect(
        infrastructure.message
          == "Waiting for InMemoryCluster c to exist (since 2026-01-01T00:00:00Z); create it, or correct the reference"
      )
      #expect(cluster.condition("ControlPlaneAvailable")?.reason == "DoesNotExist")
      #expect(cluster.status["phase"] == "Provisioning")
      #expect(cluster.condition("Available")?.status == .no)
      try await drive.expectRest()
    }
  }

  @Test func `a control plane object's word counts where there is one`() async throws {
    try await withWorld { world in
      let drive = Drive(world: world, parts: await Self.parts(world.site))
      try await world.create(Samples.standalone)
      try await world.patch(
        .cluster, "c",
        "spec: {controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: cp}}"
      )
      try await world.create(
        """
        apiVersion: controlplane.cluster.x-k8s.io/v1beta2
        kind: KubeadmControlPlane
        metadata: {name: cp, labels: {cluster.x-k8s.io/cluster-name: c}}
        spec:
          replicas: 3
          version: v1.31.0
          machineTemplate: {spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachineTemplate, name: a}}}
        """)
      try await drive.settle()
      #expect(!Cluster(try await world.get(.cluster, "c")).isControlPlaneInitialized)
      var plane = Draft(KubeadmControlPlane(try await world.get(.kubeadmControlPlane, "cp")))
      plane.now.isInitialized = true
      plane.now.replicas = Replicas(total: 2, ready: 1)
      plane.now.set(Condition("Available", .no, reason: "NotAvailable", message: "two of three"))
      try await world.site.save(plane)
      try await drive.settle()
      let cluster = Cluster(try await world.get(.cluster, "c"))
      #expect(cluster.isControlPlaneInitialized)
      #expect(cluster.condition("ControlPlaneAvailable")?.message == "two of three")
      #expect(cluster.controlPlaneReplicas == Replicas(desired: 3, total: 2, ready: 1))
      #expect(
        try await world.get(.kubeadmControlPlane, "cp").metadata.controller?.uid == cluster.uid)
    }
  }

  @Test func `the kubeconfig is made with the cluster's authority, and made anew in time`()
    async throws
  {
    // Certificates go by the clock on the wall.
    try await withCluster(at: .now()) { world, drive in
      let cluster = try await world.get(.cluster, "c")
      let pair = try await KeyPair.make(.authority, .ecdsaP256)
      try await world.create(pair.object(for: .authority, of: cluster, owner: nil))
      try await drive.settle()
      let address = Address(.secrets, namespace: "default", name: "c-kubeconfig")
      let first = try await world.direct.get(address)
      let kubeconfig = try Bootstrap.Kubeconfig(first)
      #expect(kubeconfig.server == "https://10.0.0.1:6443")
      #expect(first.metadata.controller?.uid == cluster.metadata.uid)
      try await drive.expectRest()
      world.clock.advance(by: .seconds(190 * 86_400))
      try await drive.settle()
      let second = try Bootstrap.Kubeconfig(try await world.direct.get(address))
      #expect(second.identity.certificate.notAfter > kubeconfig.identity.certificate.notAfter)
      try await drive.expectRest()
    }
  }

  @Test func `wherever a write is cut, a cluster ends alike`() async throws {
    try await expectSameEnd(Self.parts) { world, drive in
      try await world.create(Samples.standalone)
      try await drive.settle()
    }
  }

  @Test func `wherever a write is cut, a deleted cluster is gone`() async throws {
    try await expectSameEnd(given: Samples.standalone, Self.parts) { world, drive in
      try await world.delete(.cluster, "c")
      try await drive.settle()
      #expect(try await world.all(.machine).isEmpty)
    }
  }
}
