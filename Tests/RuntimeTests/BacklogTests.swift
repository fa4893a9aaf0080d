// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runtime

struct BacklogTests {
  private let a = Key(name: "a")
  private let b = Key(name: "b")
  private let c = Key(name: "c")

  @Test func `a key is handed out once, however often it was added`() {
    var backlog = Backlog()
    for _ in 0..<3 { backlog.add(a, .fresh) }
    #expect(backlog.take() == a)
    #expect(backlog.take() == nil)
  }

  @Test func `what changes during the work is worked on after it, once`() {
    var backlog = Backlog()
    backlog.add(a, .fresh)
    _ = backlog.take()
    backlog.add(a, .fresh)
    backlog.add(a, .resync)
    #expect(backlog.take() == nil)
    backlog.finish(a, again: nil)
    #expect(backlog.take() == a)
    backlog.finish(a, again: nil)
    #expect(backlog.isEmpty)
  }

  @Test func `changes come before what is only looked at again`() {
    var backlog = Backlog()
    backlog.add(a, .resync)
    backlog.add(b, .resync)
    backlog.add(c, .fresh)
    backlog.add(b, .fresh)
    #expect([backlog.take(), backlog.take(), backlog.take(), backlog.take()] == [c, b, a, nil])
  }

  @Test func `what is due becomes ready, the earliest first`() {
    var backlog = Backlog()
    backlog.add(a, at: .seconds(3))
    backlog.add(b, at: .seconds(1))
    backlog.add(c, at: .seconds(2))
    #expect(backlog.nextDue() == .seconds(1))
    backlog.release(at: .seconds(2))
    #expect([backlog.take(), backlog.take(), backlog.take()] == [b, c, nil])
    #expect(backlog.nextDue() == .seconds(3))
  }

  @Test func `of two moments the earlier one counts`() {
    var backlog = Backlog()
    backlog.add(a, at: .seconds(5))
    backlog.add(a, at: .seconds(2))
    backlog.add(a, at: .seconds(9))
    backlog.release(at: .seconds(2))
    #expect(backlog.take() == a)
    backlog.finish(a, again: nil)
    #expect(backlog.nextDue() == nil)
  }

  @Test func `a pass takes back the wish of the one before it, and nobody else's`() {
    var backlog = Backlog()
    backlog.add(a, .fresh)
    _ = backlog.take()
    backlog.finish(a, again: .seconds(60))
    backlog.add(a, .fresh)
    _ = backlog.take()
    backlog.finish(a, again: nil)
    #expect(backlog.nextDue() == nil)
    backlog.add(a, at: .seconds(60))
    backlog.add(a, .fresh)
    _ = backlog.take()
    backlog.finish(a, again: nil)
    #expect(backlog.nextDue() == .seconds(60))
  }

  @Test func `failures are counted until they are forgotten`() {
    var backlog = Backlog()
    #expect([backlog.countFailure(of: a), backlog.countFailure(of: a)] == [1, 2])
    backlog.forget(a)
    #expect(backlog.countFailure(of: a) == 1)
  }

  @Test(arguments: [(1, 200), (2, 400), (3, 800), (20, 300_000), (100, 300_000)])
  func `each failure doubles the wait`(failures: Int, milliseconds: Int) {
    var backOff = BackOff()
    backOff.jitter = { 0 }
    #expect(backOff.delay(after: failures) == .milliseconds(milliseconds))
    backOff.jitter = { 1 }
    #expect(backOff.delay(after: failures) == .milliseconds(milliseconds) * 1.2)
  }

  @Test func `however keys come and go, each is handed out in the order of its moment`() {
    var random = SystemRandomNumberGenerator()
    var backlog = Backlog()
    var moments: [Key: Int] = [:]
    for index in 0..<500 {
      let key = Key(name: "k\(index)")
      let moment = Int.random(in: 0..<100, using: &random)
      moments[key] = moment
      backlog.add(key, at: .seconds(moment))
    }
    var last = 0
    var count = 0
    for second in 0..<100 {
      backlog.release(at: .seconds(second))
      while let key = backlog.take() {
        #expect(moments[key] == second)
        last = second
        count += 1
      }
    }
    #expect(count == 500)
    #expect(last <= 99)
  }
}
