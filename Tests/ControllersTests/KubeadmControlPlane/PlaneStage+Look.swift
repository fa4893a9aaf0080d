// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers

/// A world without definitions: nothing here asks for them, and to publish them takes longer than all else.
func withStage(_ body: (PlaneStage) async throws -> Void) async throws {
  try await withTemporaryDirectory { folder in
    let world = try World(folder.appending(path: "store.db").path)
    for (client, name) in [
      (world.direct, "default"), (world.server.client(of: "\(PlaneStage.key)"), "kube-system"),
    ] {
      let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
      let namespaces = Resource(group: "", version: "v1", plural: "namespaces")
      _ = try await client.create(Object(kind, name: name), at: Address(namespaces))
    }
    let result = await Result {
      _ = await world.site.informers.start()
      try await body(try await PlaneStage(world))
    }
    await world.site.informers.stop()
    try result.get()
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
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
