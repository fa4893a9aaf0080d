// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One descriptor for `poll(2)` to watch.
struct Poll {
  /// POLLRDHUP, which Swift's Glibc does not show: the peer has ended the connection.
  static let hangUp: Int32 = 0x2000

  private var entry: pollfd

  init(_ descriptor: Int32, _ events: Int32) {
    entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
  }

  var hasEvents: Bool { entry.revents != 0 }

  func has(_ events: Int32) -> Bool { Int32(entry.revents) & events != 0 }

  /// Waits until a descriptor has events, a signal comes, or the deadline does; nil is no deadline.
  /// Returns how many descriptors have events.
  static func wait(_ polls: inout [Poll], until deadline: ContinuousClock.Instant?) -> Int32 {
    let timeout = deadline.map(milliseconds) ?? -1
    var entries = polls.map(\.entry)
    let count = unsafe poll(&entries, nfds_t(entries.count), timeout)
    for index in polls.indices {
      polls[index].entry.revents = count > 0 ? entries[index].revents : 0
    }
    return max(count, 0)
  }

  /// Rounded up, so that a wait that timed out is never short of its deadline.
  private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .zero else { return 0 }
    guard left < .seconds(3600) else { return 3_600_000 }
    let (seconds, attoseconds) = left.components
    return Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
  }
}
