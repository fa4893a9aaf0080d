// SPDX-License-Identifier: Apache-2.0

import Kube
import Synchronization

/// Breaks off one write of all that are made: before it is done, or after, so that only its answer is lost.
final class Cutter: Sendable {
  enum Place: Sendable, CaseIterable { case before, after }

  private let state = Mutex((writes: 0, hasCut: false))
  private let number: Int?
  private let place: Place

  /// Without a number nothing is cut.
  init(_ number: Int? = nil, _ place: Place = .before) {
    self.number = number
    self.place = place
  }

  var hasCut: Bool { state.withLock(\.hasCut) }

  func write<Answer>(
    _ body: () async throws(StatusError) -> Answer
  ) async throws(StatusError) -> Answer {
    let isCut = state.withLock { state in
      state.writes += 1
      if state.writes == number { state.hasCut = true }
      return state.writes == number
    }
    if isCut, place == .before { throw Self.broken }
    let answer = try await body()
    if isCut { throw Self.broken }
    return answer
  }

  private static let broken = StatusError(
    code: 500, reason: .internalError, message: "the line was cut")
}

/// A client whose writes may be cut off.
struct CuttingClient: KubeClient {
  let inner: any KubeClient
  let cutter: Cutter

  func send(_ call: Call) async throws(StatusError) -> Answer {
    switch call.verb {
    case .get, .list: return try await inner.send(call)
    default:
      return try await cutter.write { () throws(StatusError) in try await inner.send(call) }
    }
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try await inner.watch(address, options)
  }
}
