// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// An epoll descriptor, and an event descriptor in it by which other threads wake the waiting one.
struct Poller: Sendable {
  private let epoll: Int32
  private let wakeup: Int32

  /// Nil, with `errno` set, when the process has no descriptors left.
  init?() {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { return nil }
    wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard wakeup >= 0 else {
      let reason = errno
      Glibc.close(epoll)
      errno = reason
      return nil
    }
    watch(wakeup, for: EPOLLIN.rawValue)
  }

  func close() {
    Glibc.close(epoll)
    Glibc.close(wakeup)
  }

  func wake() {
    eventfd_write(wakeup, 1)
  }

  func watch(_ descriptor: Int32, for events: UInt32) {
    var event = unsafe epoll_event(events: events, data: epoll_data(fd: descriptor))
    // A number that was closed and given out anew is unknown to epoll, whatever libcurl thinks.
    if unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) != 0 {
      _ = unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }
  }

  func forget(_ descriptor: Int32) {
    _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
  }

  /// Waits for events, a wake-up call, or so many milliseconds (for ever: -1), and hands each
  /// event's descriptor and bits to `handle`.
  func wait(_ milliseconds: Int32, _ handle: (Int32, UInt32) -> Void) {
    unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
      let count = unsafe epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
      for index in 0..<max(0, Int(count)) {
        let event = unsafe events[index]
        let descriptor = unsafe event.data.fd
        if descriptor == wakeup {
          var value: eventfd_t = 0
          _ = unsafe eventfd_read(wakeup, &value)
        } else {
          handle(descriptor, unsafe event.events)
        }
      }
    }
  }
}
