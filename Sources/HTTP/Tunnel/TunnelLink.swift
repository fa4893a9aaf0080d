// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a tunnel's thread and its users share.
final class TunnelLink: Sendable {
  private struct State {
    var poller: Poller?
    var isStopped = false
  }

  let exchange: Exchange
  let incoming = BytePipe()
  let outgoing = BytePipe()
  /// The server's answer to the request.
  let answer = OneShot<Result<Answer, HTTPError>>()
  private let state: Mutex<State>

  enum Answer: Sendable {
    case switched(ResponseHead)
    case refused(ResponseHead, body: [UInt8])
  }

  init(_ exchange: Exchange, _ poller: Poller) {
    self.exchange = exchange
    state = Mutex(State(poller: poller))
  }

  var isStopped: Bool { state.withLock(\.isStopped) }

  /// Asks the thread to end.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.poller?.wake()
    }
  }

  // Under the lock: once there is no poller, the thread closes the descriptor.
  func wake() {
    state.withLock { $0.poller?.wake() }
  }

  /// The thread's last word.
  func end(throwing error: HTTPError?) {
    let poller = state.withLock { state in
      state.isStopped = true
      defer { state.poller = nil }
      return state.poller
    }
    poller?.close()
    let silent = exchange.error(.interrupted, "the server closed the connection without an answer")
    answer.set(.failure(error ?? silent))
    incoming.finish(throwing: error)
    outgoing.abandon(throwing: error ?? exchange.error(.interrupted, "the connection is closed"))
  }
}
