// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Runtime

/// Writes into a cluster what a kubelet would, for machines that are none.
struct Kubelet: Sendable {
  let client: any KubeClient
  let now: Time

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
  func make(_ object: Object) async throws(StatusError) -> Object {
    do throws(StatusError) {
      return try await client.create(object, at: object.home.collection, Self.options)
    } catch {
      guard error.isAlreadyExists else { throw error }
      return try await client.get(object.home)
    }
  }

  func register(_ objects: NodeObjects) async throws(StatusError) {
    var node = objects.node
    node.status = objects.nodeStatus(since: now)
    let made = try await make(node)
    try await report(objects.nodeStatus(since: now, over: made.status), on: made)
  }

  func keepPods(_ objects: NodeObjects) async throws(StatusError) {
    for pod in objects.pods {
      let found: Object
      if let old = try await client.find(pod.home) {
        found = old
      } else {
        var pod = pod
        pod.status = objects.podStatus(of: pod, since: now, over: [:])
        found = try await make(pod)
      }
      try await report(objects.podStatus(of: found, since: now, over: found.status), on: found)
    }
  }

  func report(_ status: Value, on object: Object) async throws(StatusError) {
    guard status != object.status else { return }
    var wanted = object
    wanted.status = status
    wanted.metadata.resourceVersion = nil
    var door = object.home
    door.subresource = "status"
    _ = try await client.update(wanted, at: door, Self.options)
  }

  func remove(_ object: Object) async throws(StatusError) {
    do throws(StatusError) {
      try await client.delete(object.home)
    } catch {
      guard error.isNotFound else { throw error }
    }
  }
}

extension InMemoryClusters {
  func kubelet(in cluster: Key) -> Kubelet {
    Kubelet(client: host.client(of: cluster), now: ground.now)
  }
}
