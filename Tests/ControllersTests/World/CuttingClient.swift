// SPDX-License-Identifier: Apache-2.0

import Kube
import Synchronization

/// Counts writes, and breaks one of them off: before it is carried out, or after, so that only the answer
/// is lost.
final class CuttingClient: KubeClient {
  enum Cut: Hashable, Sendable { case before, after }

  private struct State {
    var count = 0
    var cut: (at: Int, how: Cut)?
  }

  let uncut: any KubeClient
  private let state = Mutex(State())

  init(_ client: any KubeClient) { uncut = client }

  /// How many writes there were since ``arm(at:_:)``.
  var count: Int { state.withLock(\.count) }

  /// Begins to count; the write of the number is cut.
  func arm(at number: Int? = nil, _ how: Cut = .before) {
    state.withLock { $0 = State(cut: number.map { ($0, how) }) }
  }

  func send(_ call: Call) async throws(StatusError) -> Answer {
    guard call.isWrite else { return try await uncut.send(call) }
    let cut = state.withLock { state in
      state.count += 1
      return state.cut?.at == state.count ? state.cut?.how : nil
    }
    switch cut {
    case nil: return try await uncut.send(call)
    case .before: throw Self.lost
    case .after:
      _ = try await uncut.send(call)
      throw Self.lost
    }
  }

  func watch(_ address: Address, _ options: WatchOptions) async throws(StatusError) -> Watch {
    try await uncut.watch(address, options)
  }

  private static let lost: StatusError = {
    var error = StatusError(code: 0, reason: .unknown, message: "the connection was cut")
    error.origin = .unreachable
    return error
  }()
}

extension Call {
  fileprivate var isWrite: Bool {
    switch verb {
    case .get, .list: false
    default: true
    }
  }
}
