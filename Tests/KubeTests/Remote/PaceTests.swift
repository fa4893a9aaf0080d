// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

@testable import Kube

struct PaceTests {
  @Test func `a bucket lets a burst through, then so many each second`() {
    var bucket = TokenBucket(RateLimit(perSecond: 2, burst: 3), at: .zero)
    for _ in 0..<3 { #expect(bucket.take(at: .zero) == nil) }
    let wait = bucket.take(at: .zero)
    #expect(wait.map { $0 > .milliseconds(499) && $0 < .milliseconds(501) } == true)
    #expect(bucket.take(at: .milliseconds(501)) == nil)
    #expect(bucket.take(at: .milliseconds(501)) != nil)
    // However long the rest, no more than the burst is saved up.
    for _ in 0..<3 { #expect(bucket.take(at: .seconds(3600)) == nil) }
    #expect(bucket.take(at: .seconds(3600)) != nil)
  }

  @Test func `the most urgent goes first, and nobody waits for ever`() async throws {
    let clock = ManualClock()
    let pace = Pace(RateLimit(perSecond: 1, burst: 1), Timekeeper(clock) { _ in .now() })
    #expect(await pace.pass(.list))
    let order = AsyncStream<Pace.Priority>.makeStream()
    for priority in [Pace.Priority.list, .read, .write, .lease, .lease, .lease] {
      let waiting = pace.waitingCount
      Task {
        if await pace.pass(priority) { order.continuation.yield(priority) }
      }
      try await eventually("it waits") { pace.waitingCount == waiting + 1 }
    }
    var seen: [Pace.Priority] = []
    var passed = order.stream.makeAsyncIterator()
    for _ in 0..<6 {
      await clock.waitForSleepers(1)
      clock.advance(by: .seconds(2))
      if let priority = await passed.next() { seen.append(priority) }
    }
    // The fourth turn is that of the one who has waited longest.
    #expect(seen == [.lease, .lease, .lease, .list, .write, .read])
  }

  @Test func `who is cancelled waits no more, and takes no turn`() async throws {
    let clock = ManualClock()
    let pace = Pace(RateLimit(perSecond: 1, burst: 1), Timekeeper(clock) { _ in .now() })
    #expect(await pace.pass(.read))
    let waiting = Task { await pace.pass(.read) }
    try await eventually("it waits") { pace.waitingCount == 1 }
    waiting.cancel()
    #expect(await waiting.value == false)
    #expect(pace.waitingCount == 0)
  }
}
