// SPDX-License-Identifier: Apache-2.0

import Kube
import Packs
import Runtime
import Site
import Synchronization

@testable import Provider

/// How long a process lives: it is killed at one of its calls to a provider, before that goes out or after it
/// was carried out. From then on nothing that it does has any effect, and nothing is answered.
final class Life: Sendable {
  private let state: Mutex<(calls: Int, isOver: Bool)>
  private let end: Int?
  private let place: Cutter.Place
  private let countsWrites: Bool

  /// Without a number it does not end.
  init(endingAt end: Int? = nil, _ place: Cutter.Place = .before, countsWrites: Bool = false) {
    self.countsWrites = countsWrites
    state = Mutex((0, false))
    self.end = end
    self.place = place
  }

  var isOver: Bool { state.withLock(\.isOver) }
  var calls: Int { state.withLock(\.calls) }

  func send(_ call: ProviderCall, _ body: () async -> Reply) async -> Reply {
    let mayGo = state.withLock { state in
      guard !state.isOver else { return false }
      guard call.isWrite || !countsWrites else { return true }
      state.calls += 1
      guard state.calls == end else { return true }
      state.isOver = true
      return place == .after
    }
    guard mayGo else { return .trouble("the process is gone") }
    let reply = await body()
    return isOver ? .trouble("the process is gone") : reply
  }
}

/// The client of a process: refused once that is gone.
struct MortalClient: KubeClient {
  let inner: any KubeClient
  let life: Life

  private func breathe() throws(StatusError) {
    guard life.isOver else { return }
    throw StatusError(code: 500, reason: .internalError, message: "the process is gone")
  }

  func send(_ call: Call) async throws(StatusError) -> Answer {
    try breathe()
    return try await inner.send(call)
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try await inner.watch(address, options)
  }
}

/// The transport of a process.
struct MortalTransport: Transport {
  let inner: AzureTransport
  let life: Life

  var name: String { inner.name }
  var openVariables: Set<String> { inner.openVariables }
  var asksOperationsAlone: Bool { inner.asksOperationsAlone }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    await life.send(call) { await inner.send(call, for: subject) }
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    try await inner.variables(for: subject)
  }

  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) { inner.wake(wake) }
}
