// SPDX-License-Identifier: Apache-2.0

import Kube
import Packs
import Runtime
import Site
import Synchronization

@testable import Provider

/// Cuts off one call of all that are sent: before it is carried out, or after, so that its answer is lost.
final class CutTransport: Transport {
  private let inner: AzureTransport
  private let number: Int?
  private let place: Cutter.Place
  private let count = Mutex(0)

  init(_ inner: AzureTransport, cutting number: Int?, _ place: Cutter.Place) {
    self.inner = inner
    self.number = number
    self.place = place
  }

  var name: String { inner.name }
  var openVariables: Set<String> { inner.openVariables }
  var sent: Int { count.withLock { $0 } }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    let mine = count.withLock { count in
      count += 1
      return count
    }
    if mine == number, place == .before { return .trouble("the line was cut") }
    let reply = await inner.send(call, for: subject)
    return mine == number ? .trouble("the line was cut") : reply
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    try await inner.variables(for: subject)
  }

  var identities: [GroupKind] { inner.identities }
  var asksOperationsAlone: Bool { inner.asksOperationsAlone }
  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func isNews(_ change: Change, to kind: GroupKind) -> Bool { inner.isNews(change, to: kind) }
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) { inner.wake(wake) }
}
