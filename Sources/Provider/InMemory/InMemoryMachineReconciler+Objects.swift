// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime

extension InMemoryMachineReconciler {
  /// What `kubeadm` leaves in the cluster, and the pods of a control plane.
  func makeControlPlane(_ pass: MachinePass, _ order: JoinOrder) async throws {
    let kubelet = clusters.kubelet(in: pass.cluster)
    if order.verb == .initialize {
      let objects = KubeadmObjects(
        configuration: order.clusterConfiguration, version: pass.owner.version ?? "")
      for object in objects.all { try await kubelet.make(object) }
    }
    try await kubelet.keepPods(pass.objects(order))
  }

  func makeNode(_ pass: MachinePass, _ order: JoinOrder) async throws {
    try await clusters.kubelet(in: pass.cluster).register(pass.objects(order))
  }

  /// Keeps what a machine shows in its cluster as its faults have it. A Node that was deleted is not made
  /// again: its kubelet has registered, and does so once.
  func keep(_ pass: MachinePass) async throws {
    let kubelet = clusters.kubelet(in: pass.cluster)
    let objects = pass.objects(nil)
    if let node = try await kubelet.client.find(objects.node.home) {
      try await kubelet.report(
        objects.nodeStatus(since: ground.now, over: node.status), on: node)
    }
    try await kubelet.keepPods(objects)
    if pass.isControlPlane {
      clusters.gates.announce(pass.machine.name, in: pass.cluster)
      try await clusters.refresh(pass.cluster)
    }
  }

  // MARK: The end

  func delete(
    _ seen: InMemoryMachine, _ owner: Machine?, of cluster: Key?
  ) async throws -> Outcome {
    guard seen.metadata.finalizers.contains(Finalizers.inMemoryMachine) else { return .settled }
    if let cluster {
      clusters.gates.renounce(seen.name, in: cluster)
      // Of a cluster that goes as a whole nothing need be put in order.
      let isEnding = ground.cluster(cluster)?.isDeleting ?? true
      if !isEnding, seen.nodeName != nil { try await leave(seen, owner, cluster) }
    }
    return try await save(seen) {
      $0.metadata.removeFinalizer(Finalizers.inMemoryMachine)
    }.outcome
  }

  /// The instance goes: its pods with it, and nobody speaks for its Node any more.
  private func leave(
    _ seen: InMemoryMachine, _ owner: Machine?, _ cluster: Key
  ) async throws {
    let kubelet = clusters.kubelet(in: cluster)
    var objects = NodeObjects(
      name: seen.name, version: "", isControlPlane: true, providerID: "", uid: "")
    objects.health = .lost
    for pod in objects.pods { try await kubelet.remove(pod) }
    // Whoever deletes the Machine deletes the Node next.
    if owner?.isDeleting != true, let node = try await kubelet.client.find(objects.node.home) {
      var status = node.status
      status["conditions"] = objects.nodeStatus(since: ground.now, over: status)["conditions"]
      try await kubelet.report(status, on: node)
    }
    try await clusters.refresh(cluster)
  }
}

extension Address {
  /// Where the object is one of many.
  var collection: Address {
    var collection = self
    collection.name = nil
    return collection
  }
}
