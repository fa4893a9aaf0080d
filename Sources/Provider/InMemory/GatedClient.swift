// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Runtime
import Synchronization

/// The API of an in-memory cluster as everybody else sees it: there only while an API server is up.
struct GatedClient: KubeClient {
  let cluster: Key
  let inner: any KubeClient
  let gates: Gates

  func send(_ call: Call) async throws(StatusError) -> Answer {
    try gates.check(cluster)
    return try await inner.send(call)
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try gates.check(cluster)
    let watch = try await inner.watch(address, options)
    return try Breakable(watch, of: cluster, gates).watch
  }
}

extension GatedClient: Discoverable {
  func document(_ path: String, accept: String) async throws(StatusError) -> Value {
    try gates.check(cluster)
    guard let inner = inner as? any Discoverable else {
      throw StatusError(
        code: 404, reason: .notFound, message: "the server could not find the requested resource")
    }
    return try await inner.document(path, accept: accept)
  }
}

/// A watch that ends when its cluster stops to answer, as a connection would.
private final class Breakable: Sendable {
  private struct State {
    var iterator: Watch.AsyncIterator?
    var source: Watch?
    var task: Task<WatchEvent?, any Error>?
    var isBroken = false
  }

  private let state: Mutex<State>
  private let cluster: Key
  private let gates: Gates
  private let number = Mutex<Int?>(nil)

  init(_ watch: Watch, of cluster: Key, _ gates: Gates) throws(StatusError) {
    state = Mutex(State(iterator: watch.makeAsyncIterator(), source: watch))
    self.cluster = cluster
    self.gates = gates
    let number = gates.add({ [weak self] in self?.breakOff() }, to: cluster)
    guard let number else {
      try gates.check(cluster)
      return
    }
    self.number.withLock { $0 = number }
  }

  var watch: Watch {
    Watch(
      next: { () async throws(StatusError) -> WatchEvent? in try await self.next() },
      cancel: { [weak self] in self?.finish() })
  }

  private func next() async throws(StatusError) -> WatchEvent? {
    let task: Task<WatchEvent?, any Error>? = state.withLock { state in
      guard !state.isBroken, let iterator = state.iterator else { return nil }
      let task = Task { () async throws -> WatchEvent? in
        var iterator = iterator
        return try await iterator.next()
      }
      state.task = task
      return task
    }
    guard let task else { return nil }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    let isBroken = state.withLock(\.isBroken)
    switch result {
    case .success(let event): return isBroken ? nil : event
    case .failure(let error as StatusError) where !isBroken: throw error
    case .failure: return nil
    }
  }

  private func breakOff() {
    let task = state.withLock { state in
      state.isBroken = true
      state.iterator = nil
      state.source = nil
      return state.task
    }
    task?.cancel()
  }

  private func finish() {
    if let number = number.withLock({ $0 }) { gates.remove(number, from: cluster) }
    breakOff()
  }
}
