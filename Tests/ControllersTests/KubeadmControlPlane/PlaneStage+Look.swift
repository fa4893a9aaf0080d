// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Testing

@testable import Controllers
@testable import Site

func withStage(_ body: (PlaneStage) async throws -> Void) async throws {
  try await withWorld { world in
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await world.workload("c").create(
      Object(kind, name: "kube-system"),
      at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
    try await body(try await PlaneStage(world))
  }
}

// What tests look at, and what they do to the cluster.
extension PlaneStage {
  func expectHealthy(
    _ replicas: Int, _ version: String, at place: SourceLocation = #_sourceLocation
  ) async throws {
    let plane = try await controlPlane()
    let count = Int64(replicas)
    #expect(plane.isInitialized, sourceLocation: place)
    #expect(plane.observedVersion == version, sourceLocation: place)
    let wanted = Replicas(total: count, ready: count, available: count, upToDate: count)
    #expect(plane.replicas == wanted, sourceLocation: place)
    for type in [
      "Available", "CertificatesAvailable", "ControlPlaneComponentsHealthy", "EtcdClusterHealthy",
      "Initialized", "MachinesReady", "MachinesUpToDate",
    ] {
      #expect(plane.isTrue(type), "\(plane.conditions)", sourceLocation: place)
    }
    for type in ["Deleting", "Paused", "Remediating", "RollingOut", "ScalingDown", "ScalingUp"] {
      #expect(plane.condition(type)?.status == .no, "\(plane.conditions)", sourceLocation: place)
    }
  }

  func image(_ name: String, in plural: String) async throws -> String? {
    let place = Address(.apps(plural), namespace: "kube-system", name: name)
    return try await workload.get(place).spec["template", "spec", "containers"]?
      .list?.first?["image"]?.string
  }

  func copyTemplate(_ name: String, as copy: String, _ body: (inout Object) -> Void) async throws {
    let resource = Kind.inMemoryMachineTemplate.resource()
    let seen = try await world.direct.get(Address(resource, namespace: "default", name: name))
    var object = Object(Kind.inMemoryMachineTemplate.at(), namespace: "default", name: copy)
    object.spec = seen.spec
    body(&object)
    try await create(object)
  }

  func refer(to template: String) async throws {
    try await change(.kubeadmControlPlane, "cp") {
      $0.spec["machineTemplate"]?["spec"]?["infrastructureRef"]?["name"] = .string(template)
    }
  }

  /// As a health check leaves a Machine that its owner is to replace.
  func sicken(_ name: String) async throws {
    try await change(.machine, name) { object in
      object.set(
        Condition("HealthCheckSucceeded", .no, reason: "UnhealthyNode"), at: self.world.site.now)
      object.set(
        Condition("OwnerRemediated", .no, reason: "WaitingForRemediation"), at: self.world.site.now)
    }
  }

  /// What holds the first Machine up.
  func waiting() async throws -> String {
    try await controlPlane().condition("ScalingUp")?.message ?? ""
  }

  func deleteSecret(_ name: String) async throws {
    try await world.direct.delete(Address(.secrets, namespace: "default", name: name))
  }

  /// Gives a cluster of a person's own Machines a control plane.
  func takeOver() async throws {
    for value in try Source("scenery", text: Self.scenery).values() where value["kind"] != "Cluster"
    {
      try await create(Object(value))
    }
    let reference = cluster(withControlPlane: true).spec["controlPlaneRef"]
    try await change(.cluster, "c") { $0.spec["controlPlaneRef"] = reference }
  }

  func infrastructure(_ name: String) -> Object {
    Object(Kind.inMemoryMachine.at(), namespace: "default", name: name)
  }

  func createWorker() async throws {
    var machine = Machine(namespace: "default", name: "worker")
    machine.spec = [
      "clusterName": "c", "bootstrap": ["dataSecretName": "x"],
      "infrastructureRef": [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "InMemoryMachine", "name": "worker",
      ],
    ]
    try await create(machine.object)
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    try await world.direct.delete(Address(kind.resource(), namespace: "default", name: name))
  }

  func secret(_ name: String) async throws -> Object {
    try await world.direct.get(Address(.secrets, namespace: "default", name: name))
  }

  func changeSecret(_ name: String, _ body: (inout Object) -> Void) async throws {
    var object = try await secret(name)
    body(&object)
    _ = try await world.direct.update(
      object, at: Address(.secrets, namespace: "default", name: name))
  }
}
