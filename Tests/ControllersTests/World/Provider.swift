// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Runtime
import Testing

@testable import Controllers
@testable import Site

/// What the providers of bootstrap data and infrastructure do, the moment they can.
struct Provider {
  let world: World

  func step() async throws {
    for cluster in try await world.all(.inMemoryCluster) { try await bring(cluster: cluster) }
    for config in try await world.all(.kubeadmConfig) { try await bring(config: config) }
    for machine in try await world.all(.inMemoryMachine) { try await bring(machine: machine) }
  }

  private func bring(cluster object: Object) async throws {
    var cluster = Draft(InMemoryCluster(object))
    guard !object.isDeleting, object.metadata.controller?.kind == "Cluster" else { return }
    cluster.now.controlPlaneEndpoint = Endpoint(host: "10.0.0.1", port: 6443)
    cluster.now.isProvisioned = true
    cluster.now.set(Condition("Ready", .yes, reason: "Ready"), at: world.site.now)
    try await save(cluster)
  }

  private func bring(config object: Object) async throws {
    var config = Draft(KubeadmConfig(object))
    guard !object.isDeleting, object.metadata.controller?.kind == "Machine",
      config.seen.dataSecretName == nil
    else { return }
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: object.namespace,
      name: object.name)
    secret.metadata.ownerReferences = [OwnerReference(to: object, isController: true)]
    _ = try? await world.create(secret)
    config.now.dataSecretName = object.name
    config.now.isDataSecretCreated = true
    try await save(config)
  }

  private func bring(machine object: Object) async throws {
    var machine = Draft(InMemoryMachine(object))
    guard !object.isDeleting, let owner = object.metadata.controller, owner.kind == "Machine",
      let owning = try await world.find(.machine, owner.name).map(Machine.init),
      owning.dataSecretName != nil
    else { return }
    machine.now.providerID = "inmemory:///\(object.name)"
    machine.now.isProvisioned = true
    machine.now.set(Condition("Ready", .yes, reason: "Ready"), at: world.site.now)
    guard try await save(machine) else { return }
    let cluster = "default/\(owning.clusterName)"
    var node = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Node"), name: object.name)
    node.spec = ["providerID": .string("inmemory:///\(object.name)")]
    let client = world.server.client(of: cluster)
    _ = try await client.create(node, at: Address(.nodes))
    let conditions: [Condition] = [
      Condition("Ready", .yes, reason: "KubeletReady"),
      Condition("MemoryPressure", .no, reason: "Fine"),
      Condition("DiskPressure", .no, reason: "Fine"),
      Condition("PIDPressure", .no, reason: "Fine"),
    ]
    _ = try await client.patch(
      .merge(["status": ["conditions": .list(conditions.map(\.value))]]),
      at: Address(.nodes, name: object.name, subresource: "status"))
  }

  /// - Returns: Whether there was something to write.
  @discardableResult
  private func save<Content>(_ draft: Draft<Content>) async throws -> Bool {
    let changes = Changes(seen: draft.seen.object, wanted: draft.now.object)
    let address = draft.seen.address
    if changes.main != [:] { _ = try await world.direct.patch(.merge(changes.main), at: address) }
    guard changes.status != [:] else { return changes.main != [:] }
    var door = address
    door.subresource = "status"
    _ = try await world.direct.patch(.merge(["status": changes.status]), at: door)
    return true
  }
}
