// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc
import Synchronization

/// What the rest of the process has to say to the event thread. Closes the descriptor that wakes
/// the thread when nobody is left to wake it.
final class Mailbox: Sendable {
  enum Order: Sendable {
    case listen(Door)
    /// Nobody comes in there any more, and who has come in there goes.
    case close(ListenAddress)
    /// New clients at an address are shown another certificate.
    case renew(ListenAddress, TLSContext)
    /// A door that waited for its context has it; nil where it could not be had.
    case wake(door: Int, TLSContext?)
    /// No more clients and requests; what is under way may end well until then.
    case shutDown(until: ContinuousClock.Instant)
  }

  struct Content {
    var orders: [Order] = []
    /// Exchanges that have output to be fetched.
    var exchanges: [Exchange] = []

    var isEmpty: Bool { orders.isEmpty && exchanges.isEmpty }
  }

  private struct State {
    var content = Content()
    var isOver = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  /// Readable when there is something in the box.
  let wakeup: Int32

  private let state = Mutex(State())

  init() throws(ServingError) {
    wakeup = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard wakeup >= 0 else {
      throw ServingError(.system, "start the server's thread", words(for: errno))
    }
  }

  deinit { close(wakeup) }

  func announce(_ exchange: Exchange) {
    put { $0.exchanges.append(exchange) }
  }

  func post(_ order: Order) {
    put { $0.orders.append(order) }
  }

  private func put(_ change: (inout Content) -> Void) {
    let isFirst = state.withLock { state in
      // Nobody reads the box any more, and what is in it would never be let go.
      guard !state.isOver else { return false }
      defer { change(&state.content) }
      return state.content.isEmpty
    }
    if isFirst { eventfd_write(wakeup, 1) }
  }

  /// Empties the box.
  func take() -> Content {
    var count: eventfd_t = 0
    unsafe eventfd_read(wakeup, &count)
    return state.withLock { state in
      defer { state.content = Content() }
      return state.content
    }
  }

  // MARK: The end

  /// Returns when the event thread has let go of everything.
  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.isOver { state.waiting.append(continuation) }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  /// The event thread's last word.
  func end() {
    let waiting = state.withLock { state in
      defer { state = State(isOver: true) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
