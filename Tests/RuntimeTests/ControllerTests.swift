// SPDX-License-Identifier: Apache-2.0

import Kube
import Synchronization
import TestKit
import Testing

@testable import Runtime

struct ControllerTests {
  private let clock = ManualClock()

  private func options(workers: Int = 2) -> ControllerOptions {
    var options = ControllerOptions()
    options.workers = workers
    options.clock = .manual(clock)
    options.backOff.jitter = { 0 }
    return options
  }

  @Test func `a key that wants to come again does so, and not before`() async throws {
    let seen = Journal<Key>()
    let controller = Controller(
      "test",
      Pass { key in
        seen.note(key)
        return .again(.seconds(60))
      }, options())
    try await beside(controller.run) {
      controller.queue.add(Key(name: "a"))
      #expect(await seen.next() == [Key(name: "a")])
      while clock.nextDue != .seconds(60) { await clock.waitForSleepers(1) }
      clock.advance(by: .seconds(59))
      #expect(seen.all.count == 1)
      clock.advance(by: .seconds(1))
      #expect(await seen.next() == [Key(name: "a")])
    }
  }

  @Test func `a pass that throws is told of, and tried again later and later`() async throws {
    let failures = Journal<Duration>()
    var options = options()
    let clock = clock
    options.failed = { _, error in
      #expect(error as? Trouble == Trouble())
      failures.note(clock.now.offsetFromStart)
    }
    let controller = Controller("test", Pass { _ in throw Trouble() }, options)
    try await beside(controller.run) {
      controller.queue.add(Key(name: "a"))
      var times = await failures.next()
      for wait in [200, 400, 800] {
        let due = clock.now.offsetFromStart + .milliseconds(wait)
        try await eventually("the retry waits for its time") { clock.nextDue == due }
        clock.advance(by: .milliseconds(wait))
        times += await failures.next()
      }
      #expect(times == [0, 200, 600, 1400].map { .milliseconds($0) })
    }
  }

  @Test func `a conflict is tried again without a word`() async throws {
    let passes = Journal<Int>()
    var options = options()
    options.failed = { _, _ in Issue.record("a conflict was told of") }
    let count = Mutex(0)
    let controller = Controller(
      "test",
      Pass { key in
        let number = count.withLock { count in
          count += 1
          return count
        }
        passes.note(number)
        if number == 1 { throw StatusError.conflict(key.address(in: Sample.resource)) }
        return .settled
      }, options)
    try await beside(controller.run) {
      controller.queue.add(Key(name: "a"))
      _ = await passes.next()
      try await eventually("the retry waits") { clock.nextDue == .milliseconds(200) }
      clock.advance(by: .milliseconds(200))
      #expect(await passes.next() == [2])
    }
  }

  @Test func `a pass that never ends holds up its own key alone`() async throws {
    let seen = Journal<String>()
    let failed = Journal<Key>()
    let release = AsyncStream<Void>.makeStream()
    var options = options(workers: 1)
    options.deadline = .seconds(10)
    options.failed = { key, error in
      #expect(error is OverdueError)
      failed.note(key)
    }
    let controller = Controller(
      "test",
      Pass { key in
        seen.note(key.name)
        // Deaf to cancellation: it waits in a task of its own.
        if key.name == "stuck" { await Task { for await _ in release.stream {} }.value }
        return .settled
      }, options)
    try await beside(controller.run) {
      controller.queue.add(Key(name: "stuck"))
      controller.queue.add(Key(name: "other"))
      #expect(await seen.next() == ["stuck"])
      try await eventually("the deadline runs") { clock.nextDue == .seconds(10) }
      clock.advance(by: .seconds(10))
      #expect(await seen.next() == ["other"])
      #expect(await failed.next() == [Key(name: "stuck")])
      // Nobody else works on it as long as it is held.
      controller.queue.add(Key(name: "stuck"))
      controller.queue.add(Key(name: "more"))
      #expect(await seen.next() == ["more"])
      release.continuation.finish()
      #expect(await seen.next() == ["stuck"])
    }
  }

  @Test func `one key is worked on by one, different keys by many`() async throws {
    let active = Mutex<[Key: Int]>([:])
    let most = Mutex(0)
    let done = Journal<Key>()
    var options = options(workers: 8)
    options.clock = .system
    let controller = Controller(
      "test",
      Pass { key in
        let (own, all) = active.withLock { active in
          active[key, default: 0] += 1
          return (active[key] ?? 0, active.values.reduce(0, +))
        }
        #expect(own == 1)
        most.withLock { $0 = max($0, all) }
        for _ in 0..<20 { await Task.yield() }
        active.withLock { $0[key, default: 0] -= 1 }
        done.note(key)
        return .settled
      }, options)
    try await beside(controller.run) {
      for round in 0..<5 {
        for index in 0..<100 {
          controller.queue.add(Key(name: "\(index)"), round % 2 == 0 ? .fresh : .resync)
        }
        await Task.yield()
      }
      try await eventually("all keys are settled") {
        controller.queue.depth == 0 && controller.queue.activeCount == 0
      }
      #expect(Set(done.all).count == 100)
      #expect(most.withLock(\.self) <= 8)
    }
  }

  @Test func `a controller that is stopped sees its passes to their end`() async throws {
    let events = Journal<String>()
    let release = AsyncStream<Void>.makeStream()
    let controller = Controller(
      "test",
      Pass { _ in
        events.note("begun")
        for await _ in release.stream {}
        events.note(Task.isCancelled ? "cut short" : "ended")
        return .settled
      }, options())
    let running = Task { await controller.run() }
    controller.queue.add(Key(name: "a"))
    _ = await events.next()
    running.cancel()
    release.continuation.finish()
    await running.value
    #expect(events.all == ["begun", "ended"])
    #expect(await controller.queue.next() == nil)
  }

  @Test func `a pass that will not end when its controller is stopped is left behind`() async throws
  {
    let events = Journal<String>()
    let release = AsyncStream<Void>.makeStream()
    var options = options(workers: 1)
    options.deadline = .seconds(1000)
    let controller = Controller(
      "test",
      Pass { _ in
        events.note("begun")
        await Task { for await _ in release.stream {} }.value
        return .settled
      }, options)
    let running = Task { await controller.run() }
    controller.queue.add(Key(name: "a"))
    _ = await events.next()
    running.cancel()
    try await eventually("the grace runs") { clock.nextDue == .seconds(30) }
    clock.advance(by: .seconds(30))
    try await eventually("the last wait runs") { clock.nextDue == .seconds(35) }
    clock.advance(by: .seconds(5))
    await running.value
    release.continuation.finish()
  }

  @Test func `passes that are over leave no timer behind`() async throws {
    let done = Journal<Key>()
    let controller = Controller(
      "test",
      Pass { key in
        done.note(key)
        return .settled
      }, options())
    try await beside(controller.run) {
      for index in 0..<50 { controller.queue.add(Key(name: "\(index)")) }
      _ = await done.next(50)
      try await eventually("one looks for passes that are overdue, and no more") {
        clock.sleepers == 1
      }
    }
  }
}

extension ManualClock.Instant {
  var offsetFromStart: Duration { ManualClock.start.duration(to: self) }
}
