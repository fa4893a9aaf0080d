// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime

extension InMemoryMachineReconciler {
  /// What `kubeadm` leaves in the cluster, and the pods of a control plane.
  func makeControlPlane(_ pass: MachinePass, _ order: JoinOrder) async throws {
    let client = clusters.host.client(of: pass.cluster)
    if order.verb == .initialize {
      let objects = KubeadmObjects(
        configuration: order.clusterConfiguration, version: pass.owner.version ?? "")
      for object in objects.all { try await make(object, with: client) }
    }
    try await keepPods(pass.objects(order), with: client)
  }

  func makeNode(_ pass: MachinePass, _ order: JoinOrder) async throws {
    let client = clusters.host.client(of: pass.cluster)
    let objects = pass.objects(order)
    var node = objects.node
    node.status = objects.nodeStatus(since: ground.now)
    let made = try await make(node, with: client)
    try await report(objects.nodeStatus(since: ground.now, over: made.status), on: made, client)
  }

  /// Keeps what a machine shows in its cluster as its faults have it. A Node that was deleted is not made
  /// again: its kubelet has registered, and does so once.
  func keep(_ pass: MachinePass) async throws {
    let client = clusters.host.client(of: pass.cluster)
    let objects = pass.objects(nil)
    if let node = try await client.find(objects.node.home) {
      try await report(objects.nodeStatus(since: ground.now, over: node.status), on: node, client)
    }
    try await keepPods(objects, with: client)
    if pass.isControlPlane {
      clusters.gates.announce(pass.machine.name, in: pass.cluster)
      try await clusters.refresh(pass.cluster)
    }
  }

  private func keepPods(_ objects: NodeObjects, with client: any KubeClient) async throws {
    for pod in objects.pods {
      let found: Object
      if let old = try await client.find(pod.home) {
        found = old
      } else {
        var pod = pod
        pod.status = objects.podStatus(of: pod, since: ground.now, over: [:])
        found = try await make(pod, with: client)
      }
      let status = objects.podStatus(of: found, since: ground.now, over: found.status)
      try await report(status, on: found, client)
    }
  }

  /// What happens in a machine that is none happens in this process: it is written down at once.
  private static let options: WriteOptions = {
    var options = WriteOptions()
    options.fieldManager = "kubelet"
    options.isTraced = false
    options.bringsStatus = true
    return options
  }()

  /// Makes an object unless it is there.
  @discardableResult
  private func make(
    _ object: Object, with client: any KubeClient
  ) async throws(StatusError) -> Object {
    do throws(StatusError) {
      return try await client.create(object, at: object.home.collection, Self.options)
    } catch {
      guard error.isAlreadyExists else { throw error }
      return try await client.get(object.home)
    }
  }

  private func report(
    _ status: Value, on object: Object, _ client: any KubeClient
  ) async throws(StatusError) {
    guard status != object.status else { return }
    var wanted = object
    wanted.status = status
    wanted.metadata.resourceVersion = nil
    var door = object.home
    door.subresource = "status"
    _ = try await client.update(wanted, at: door, Self.options)
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
    let client = clusters.host.client(of: cluster)
    var objects = NodeObjects(
      name: seen.name, version: "", isControlPlane: true, providerID: "", uid: "")
    objects.health = .lost
    for pod in objects.pods {
      do throws(StatusError) {
        try await client.delete(pod.home)
      } catch {
        guard error.isNotFound else { throw error }
      }
    }
    // Whoever deletes the Machine deletes the Node next.
    if owner?.isDeleting != true, let node = try await client.find(objects.node.home) {
      var status = node.status
      status["conditions"] = objects.nodeStatus(since: ground.now, over: status)["conditions"]
      try await report(status, on: node, client)
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
