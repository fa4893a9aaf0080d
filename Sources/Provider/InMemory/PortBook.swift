// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Gives ports to clusters. A port that is given is another's until it is freed, written down or not.
final class PortBook: Sendable {
  /// Below those that the kernel gives to clients, so that a cluster finds its own free after a restart.
  static let range: ClosedRange<Int64> = 20_000...32_000

  private let given = Mutex<Set<Int64>>([])

  /// Where the search begins follows from the name, so that two planes on one machine seldom meet.
  func take(for name: String, where isFree: (UInt16) -> Bool) -> Int64 {
    given.withLock { given in
      let count = Int64(Self.range.count)
      let start = Int64(EtcdState.number(name) % UInt64(count))
      for step in 0..<count {
        let port = Self.range.lowerBound + (start + step) % count
        if given.contains(port) || !isFree(UInt16(port)) { continue }
        given.insert(port)
        return port
      }
      // All are taken: the one that opens it says so.
      return Self.range.lowerBound + start
    }
  }

  func free(_ port: Int64) { given.withLock { _ = $0.remove(port) } }
}
