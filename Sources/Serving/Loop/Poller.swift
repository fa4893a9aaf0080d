// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc

/// The kernel's list of sockets on which something may happen.
final class Poller: Sendable {
  struct Event {
    let number: Int
    let bits: UInt32

    /// The client will send no more.
    var isHalfClosed: Bool { bits & EPOLLRDHUP.rawValue != 0 }

    /// Nothing can be sent or received any more.
    var isBroken: Bool { bits & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 }
  }

  private let epoll: Int32

  init() throws(ServingError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else {
      throw ServingError(.system, "wait for clients", words(for: errno))
    }
  }

  deinit { close(epoll) }

  /// Tells of `descriptor`, under the name of `number`, for as long as there is something to read.
  func watch(_ descriptor: Int32, as number: Int) -> Bool {
    control(EPOLL_CTL_ADD, descriptor, number, EPOLLIN.rawValue)
  }

  /// Tells of a connection, once for each time that something changes, be it reading, writing or its
  /// end: nothing has to be said to the kernel again until it is closed, which makes it forget.
  func watchChanges(_ descriptor: Int32, as number: Int) -> Bool {
    let bits = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
    return control(EPOLL_CTL_ADD, descriptor, number, bits)
  }

  func forget(_ descriptor: Int32) {
    _ = control(EPOLL_CTL_DEL, descriptor, 0, 0)
  }

  private func control(
    _ operation: Int32, _ descriptor: Int32, _ number: Int, _ bits: UInt32
  ) -> Bool {
    var event = unsafe epoll_event(events: bits, data: epoll_data(u64: UInt64(number)))
    return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
  }

  /// What happened by `deadline`, or, without one, by the time that something happens.
  func wait(until deadline: ContinuousClock.Instant?) -> [Event] {
    unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
      let count = unsafe epoll_wait(
        epoll, events.baseAddress, Int32(events.count), milliseconds(to: deadline))
      return (0..<max(0, Int(count))).map { index in
        let event = unsafe events[index]
        return Event(number: Int(unsafe event.data.u64), bits: unsafe event.events)
      }
    }
  }
}

private func milliseconds(to deadline: ContinuousClock.Instant?) -> Int32 {
  guard let deadline else { return -1 }
  let rest = max(.zero, ContinuousClock.now.duration(to: deadline)) / .milliseconds(1)
  return Int32(clamping: Int(rest.rounded(.up)))
}
