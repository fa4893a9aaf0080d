// SPDX-License-Identifier: Apache-2.0

import Kube
import Packs
import Runtime
import Site

/// A transport that carries what reads, and nothing else, whoever asks.
struct ReadingTransport: Transport {
  let inner: any Transport

  var name: String { inner.name }
  var openVariables: Set<String> { inner.openVariables }
  var identities: [GroupKind] { inner.identities }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    guard !call.isWrite else { return .trouble("a rehearsal changes nothing") }
    return await inner.send(call, for: subject)
  }

  func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed? {
    await inner.rehearse(call, for: subject)
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    try await inner.variables(for: subject)
  }

  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func isNews(_ change: Change, to kind: GroupKind) -> Bool { inner.isNews(change, to: kind) }
  func inventories(of kind: GroupKind) -> [Inventory] { inner.inventories(of: kind) }
}
