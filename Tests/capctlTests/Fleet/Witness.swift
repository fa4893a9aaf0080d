// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Synchronization

/// What was seen at worst of a cluster's machines while a scene was played.
final class Witness: Sendable {
  private let state: Mutex<(planes: Int, workers: Int, most: Int)>

  private init() { state = Mutex((.max, .max, 0)) }

  var fewestControlPlanes: Int { state.withLock(\.planes) }
  var fewestWorkers: Int { state.withLock(\.workers) }
  var mostWorkers: Int { state.withLock(\.most) }

  private func note(_ machines: [Machine]) {
    let running = machines.filter { $0.phase == .running && !$0.isDeleting }
    let planes = running.count(where: \.isControlPlane)
    state.withLock { state in
      state.planes = min(state.planes, planes)
      state.workers = min(state.workers, running.count - planes)
      state.most = max(state.most, machines.count { !$0.isControlPlane && !$0.isDeleting })
    }
  }

  /// Plays a scene while every change of the cluster's Machines is witnessed.
  static func watching(
    _ cluster: String, in client: any KubeClient, _ body: (Witness) async throws -> Void
  ) async throws {
    let witness = Witness()
    var options = ListOptions()
    options.labelSelector = "\(Labels.clusterName)=\(cluster)"
    let start = try await client.list(Address(Kind.machine.resource()), options)
    var following = WatchOptions()
    following.labelSelector = options.labelSelector
    following.resourceVersion = start.resourceVersion
    let watch = try await client.watch(Address(Kind.machine.resource()), following)
    let task = Task {
      var machines = Dictionary(
        uniqueKeysWithValues: start.items.map { ($0.name, Machine($0)) })
      for try await event in watch {
        switch event {
        case .bookmark: break
        case .deleted(let object): machines[object.name] = nil
        case .added(let object), .modified(let object): machines[object.name] = Machine(object)
        }
        witness.note(Array(machines.values))
      }
    }
    defer { task.cancel() }
    try await body(witness)
  }
}
