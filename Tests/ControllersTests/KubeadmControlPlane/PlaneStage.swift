// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import ManagementAPI
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

/// A cluster of which the control plane and the bootstrap data are real, and all the rest is played: the
/// infrastructure, the Machine controller, kubeadm, and etcd.
final class PlaneStage: Sendable {
  let world: World
  let etcd = EtcdStand()
  let planes: KubeadmControlPlaneReconciler
  let configs: KubeadmConfigReconciler
  let workload: LocalClient
  static let key = Key(namespace: "default", name: "c")
  static let plane = Key(namespace: "default", name: "cp")

  init(_ world: World) async throws {
    self.world = world
    planes = KubeadmControlPlaneReconciler(world.site)
    configs = KubeadmConfigReconciler(world.site)
    workload = world.server.client(of: "\(Self.key)")
    let etcd = etcd
    world.programs.set { (exec, key) throws(StatusError) in try etcd.answer(exec, key) }
    // Every cache there will be is filled before anything is decided by it.
    _ = await KubeadmControlPlaneReconciler.controller(world.site)
    _ = await KubeadmConfigReconciler.controller(world.site)
    for kind in [Kind.inMemoryMachine, .inMemoryMachineTemplate, .inMemoryCluster] {
      _ = await world.site.informer(kind)
    }
  }

  // MARK: - Scenery

  func begin(
    replicas: Int = 1, version: String = "v1.30.0", maxSurge: Int = 1,
    _ change: (inout Object) -> Void = { _ in }
  ) async throws {
    for value in try Source("scenery", text: Self.scenery).values() {
      var object = Object(value)
      if object.kind == "KubeadmControlPlane" {
        object.spec["replicas"] = .int(Int64(replicas))
        object.spec["version"] = .string(version)
        object.spec["rollout"] = [
          "strategy": ["rollingUpdate": ["maxSurge": .int(Int64(maxSurge))]]
        ]
        change(&object)
      }
      try await create(object)
    }
    try await self.change(Kind.cluster, "c") {
      $0.status = ["initialization": ["infrastructureProvisioned": true]]
    }
  }

  func create(_ object: Object) async throws {
    let address = try #require(await world.site.address(of: object))
    _ = try await world.direct.create(
      object, at: Address(address.resource, namespace: object.namespace))
  }

  /// Changes an object, its status too, as somebody else.
  func change(_ kind: Kind, _ name: String, _ body: (inout Object) -> Void) async throws {
    let address = Address(kind.resource(), namespace: "default", name: name)
    let seen = try await world.direct.get(address)
    var wanted = seen
    body(&wanted)
    guard wanted != seen else { return }
    var door = address
    if wanted.status == seen.status {
      _ = try await world.direct.update(wanted, at: address)
    } else {
      let status = wanted.status
      var written = wanted
      if wanted.value.without("status") != seen.value.without("status") {
        written = try await world.direct.update(wanted, at: address)
      }
      // With its last finalizer it is gone.
      if written.isDeleting, written.metadata.finalizers.isEmpty { return }
      written.status = status
      door.subresource = "status"
      _ = try await world.direct.update(written, at: door)
    }
  }

  func all(_ kind: Kind) async throws -> [Object] {
    try await world.direct.listAll(Address(kind.resource(), namespace: "default")).items
      .sorted { $0.name < $1.name }
  }

  func machines() async throws -> [Machine] { try await all(.machine).map { Machine($0) } }

  func controlPlane() async throws -> KubeadmControlPlane {
    let address = Address(
      Kind.kubeadmControlPlane.resource(), namespace: "default", name: Self.plane.name)
    return KubeadmControlPlane(try await world.direct.get(address))
  }

  // MARK: - The play

  /// One pass over everything.
  /// - Returns: Whether none failed; what fails is for the next round to try again.
  @discardableResult
  func pass() async throws -> Bool {
    var isWell = true
    try await world.catchUp()
    for (kind, reconciler) in [
      (Kind.kubeadmConfig, configs as any Reconciler), (.kubeadmControlPlane, planes),
    ] {
      for object in try await all(kind) {
        do { _ = try await reconciler.reconcile(Key(object)) } catch { isWell = false }
      }
    }
    try await world.catchUp()
    return isWell
  }

  /// Until a round changes nothing, each ten seconds after the one before.
  func settle(
    _ rounds: Int = 60, isPlayed: Bool = true, _ watch: () async throws -> Void = {}
  ) async throws {
    for _ in 0..<rounds {
      let before = (world.store.revision, etcd.log)
      let isWell = try await pass()
      try await watch()
      if isPlayed { try await play() }
      world.clock.advance(by: .seconds(10))
      if isWell, before == (world.store.revision, etcd.log) { return }
    }
    throw TestFailure("settle", "still going after \(rounds) rounds")
  }

  static let scenery = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: c, namespace: default}
    spec:
      clusterNetwork: {pods: {cidrBlocks: [10.1.0.0/16]}}
      controlPlaneEndpoint: {host: 127.0.0.1, port: 6443}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: c}
      controlPlaneRef:
        {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: cp}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: InMemoryMachineTemplate
    metadata: {name: small, namespace: default}
    spec: {template: {spec: {vm: {provisioning: {startupDuration: 0s}}}}}
    ---
    apiVersion: controlplane.cluster.x-k8s.io/v1beta2
    kind: KubeadmControlPlane
    metadata: {name: cp, namespace: default}
    spec:
      version: v1.30.0
      machineTemplate:
        metadata: {labels: {tier: cp}}
        spec:
          infrastructureRef:
            apiGroup: infrastructure.cluster.x-k8s.io
            kind: InMemoryMachineTemplate
            name: small
      kubeadmConfigSpec:
        clusterConfiguration: {encryptionAlgorithm: ECDSA-P256}
    """
}

extension Value {
  fileprivate func without(_ key: String) -> Value {
    var value = self
    value[key] = nil
    return value
  }
}
