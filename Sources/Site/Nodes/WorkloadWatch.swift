// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
package import Runtime
import Synchronization

/// Watches the Nodes of workload clusters, one watch a cluster, and notices whether each cluster answers.
package final class WorkloadWatch: Sendable {
  package typealias NodeHandler = @Sendable (_ cluster: Key, Change) -> Void
  package typealias ConnectionHandler = @Sendable (_ cluster: Key) -> Void
  package typealias PodHandler = @Sendable (_ cluster: Key) -> Void

  private struct Entry {
    let nodes: Informer
    var task: Task<Void, Never>?
    var connection = Connection()
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var nodeHandlers: [NodeHandler] = []
    var connectionHandlers: [ConnectionHandler] = []
    var podHandlers: [PodHandler] = []
  }

  /// By the provider's name for the machine.
  package static let providerID = "providerID"
  /// How often a cluster is asked for a sign of life.
  private static let interval = Duration.seconds(10)

  private let workloads: any Workloads
  private let clock: Timekeeper
  private let state = Mutex(State())

  init(_ workloads: any Workloads, _ clock: Timekeeper) {
    self.workloads = workloads
    self.clock = clock
  }

  deinit {
    for entry in state.withLock({ Array($0.entries.values) }) { entry.task?.cancel() }
  }

  /// Called for every Node that changes.
  package func follow(nodes handler: @escaping NodeHandler) {
    state.withLock { $0.nodeHandlers.append(handler) }
  }

  /// Called when a cluster begins to answer, and when it does no longer.
  package func follow(connections handler: @escaping ConnectionHandler) {
    state.withLock { $0.connectionHandlers.append(handler) }
  }

  /// Called for every change of a Pod that runs the control plane.
  package func follow(pods handler: @escaping PodHandler) {
    state.withLock { $0.podHandlers.append(handler) }
  }

  /// The clusters that are watched.
  package var watched: [Key] { state.withLock { Array($0.entries.keys) } }

  /// The Nodes of a cluster; nil before they are known.
  package func nodes(of cluster: Key) -> Cache? {
    let cache = state.withLock { $0.entries[cluster]?.nodes.cache }
    return cache?.isComplete == true ? cache : nil
  }

  /// Nil where the cluster is not watched.
  package func connection(to cluster: Key) -> Connection? {
    state.withLock { $0.entries[cluster]?.connection }
  }

  /// Watches a cluster from now on, unless it is watched already.
  package func begin(_ cluster: Key) {
    let client = WatchedClient(cluster, workloads) { [weak self] error in
      self?.note(error, of: cluster)
    }
    var options = InformerOptions()
    options.clock = clock
    options.indexes = [
      Self.providerID: { $0.spec["providerID"]?.string.map { [$0] } ?? [] }
    ]
    let nodes = Informer(Address(.nodes), of: client, options)
    let isNew = state.withLock { state in
      guard state.entries[cluster] == nil else { return false }
      state.entries[cluster] = Entry(nodes: nodes)
      return true
    }
    guard isNew else { return }
    let handler: Informer.Handler = { [weak self] in self?.tell(cluster, $0) }
    let pods = PodWatch(client: client, clock: clock) { [weak self] in
      guard let self else { return }
      for handler in state.withLock({ $0.podHandlers }) { handler(cluster) }
    }
    let mustProbe = !workloads.isHere(cluster)
    let task = Task { [clock] in
      await nodes.tell(handler)
      await withTaskGroup { group in
        group.addTask { await nodes.run() }
        if mustProbe { group.addTask { await Self.probe(client, clock) } }
        group.addTask { await pods.run() }
      }
    }
    state.withLock { $0.entries[cluster]?.task = task }
  }

  /// Watches a cluster no longer.
  package func end(_ cluster: Key) {
    let entry = state.withLock { $0.entries.removeValue(forKey: cluster) }
    entry?.task?.cancel()
  }

  private func tell(_ cluster: Key, _ change: Change) {
    for handler in state.withLock({ $0.nodeHandlers }) { handler(cluster, change) }
  }

  private func note(_ error: StatusError?, of cluster: Key) {
    let now = clock.date()
    let handlers: [ConnectionHandler] = state.withLock { state in
      guard var entry = state.entries[cluster] else { return [] }
      let isNews = entry.connection.note(error, at: now)
      state.entries[cluster] = entry
      return isNews ? state.connectionHandlers : []
    }
    for handler in handlers { handler(cluster) }
  }

  /// A connection may be dead without a word: only a question shows it.
  private static func probe(_ client: WatchedClient, _ clock: Timekeeper) async {
    let address = Address(
      Resource(group: "", version: "v1", plural: "namespaces"), name: "kube-system")
    while !Task.isCancelled {
      do { try await clock.sleep(interval * Double.random(in: 1...1.5)) } catch { return }
      // The client takes note of what comes back.
      _ = try? await client.get(address)
    }
  }
}
