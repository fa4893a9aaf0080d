// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit
import Testing

@testable import Runtime

struct InformerTests {
  private let clock = ManualClock()
  private let gone = StatusError.expired("too old")
  private let away: StatusError = {
    var error = StatusError(code: 0, reason: .unknown, message: "no answer")
    error.origin = .unreachable
    return error
  }()

  private func informer(
    _ client: ScriptedClient, _ change: (inout InformerOptions) -> Void = { _ in }
  ) -> Informer {
    var options = InformerOptions()
    options.clock = .manual(clock)
    options.backOff.jitter = { 0 }
    change(&options)
    return Informer(Sample.collection, of: client, options)
  }

  private func told(_ informer: Informer) async -> Journal<String> {
    let journal = Journal<String>()
    await informer.tell { change in
      let old = change.old?.metadata.resourceVersion.map { " from \($0)" } ?? ""
      let version = change.object.metadata.resourceVersion ?? ""
      let again = change.isResync ? " again" : ""
      journal.note("\(change.kind) \(change.object.name) \(version)\(old)\(again)")
    }
    return journal
  }

  @Test func `a list, then what changes, with what was before`() async throws {
    let client = ScriptedClient([
      .list([Sample.machine("a", version: 1), Sample.machine("b", version: 2)], version: "2"),
      .hang([
        .modified(Sample.machine("a", version: 3)), .deleted(Sample.machine("b", version: 4)),
        .added(Sample.machine("c", version: 5)),
      ]),
    ])
    let informer = informer(client)
    let told = await told(informer)
    try await beside(informer.run) {
      #expect(
        await told.next(5) == [
          "added a 1", "added b 2", "updated a 3 from 1", "deleted b 4 from 2", "added c 5",
        ])
      #expect(await informer.synced())
      #expect(client.calls.all == ["list", "watch 2"])
      #expect(Set(informer.cache.keys) == [Sample.key("a"), Sample.key("c")])
    }
  }

  @Test func `who is told of an object finds all there are`() async throws {
    let list = [Sample.machine("a", version: 1), Sample.machine("b", version: 2)]
    let client = ScriptedClient([.list(list, version: "2"), .hang([])])
    let informer = informer(client)
    let found = Journal<Bool>()
    await informer.tell { [cache = informer.cache] _ in
      found.note(cache.isComplete && cache.count == 2)
    }
    #expect(!informer.cache.isComplete)
    try await beside(informer.run) { #expect(await found.next(2) == [true, true]) }
  }

  @Test func `a watch that ends goes on where it was, bookmarks counted`() async throws {
    let client = ScriptedClient([
      .list([], version: "2"),
      .watch([.added(Sample.machine("a", version: 3)), .bookmark(Sample.machine("", version: 9))]),
      .hang([]),
    ])
    try await beside(informer(client).run) {
      _ = await client.calls.next(2)
      try await eventually("it pauses after so short a watch") { clock.sleepers == 1 }
      clock.advance(by: .seconds(1))
      #expect(await client.calls.next() == ["watch 9"])
    }
  }

  @Test func `a server that is away is asked for the rest, later and later`() async throws {
    let client = ScriptedClient([
      .list([], version: "2"), .fail([], away), .fail([], away), .hang([]),
    ])
    try await beside(informer(client).run) {
      for wait in [500, 1000] {
        try await eventually("it waits") {
          clock.nextDue == clock.now.offsetFromStart + .milliseconds(wait)
        }
        clock.advance(by: .milliseconds(wait))
      }
      #expect(await client.calls.next(4) == ["list", "watch 2", "watch 2", "watch 2"])
    }
  }

  @Test func `what was missed is found by a list: new, changed and gone`() async throws {
    let client = ScriptedClient([
      .list(
        [
          Sample.machine("a", version: 1), Sample.machine("b", version: 2),
          Sample.machine("c", version: 2),
        ], version: "2"),
      .fail([], gone),
      .list(
        [
          Sample.machine("a", version: 1), Sample.machine("b", version: 7),
          Sample.machine("d", version: 8),
        ], version: "8"),
      .hang([]),
    ])
    let informer = informer(client)
    let told = await told(informer)
    try await beside(informer.run) {
      #expect(
        await told.next(6).suffix(3) == ["updated b 7 from 2", "added d 8", "deleted c 2 from 2"])
      #expect(await client.calls.next(4) == ["list", "watch 2", "list", "watch 8"])
      #expect(clock.now.offsetFromStart == .zero)
    }
  }

  @Test func `a failed list is no empty list`() async throws {
    let client = ScriptedClient([
      .list([Sample.machine("a", version: 1)], version: "2"), .fail([], gone),
      .refuseList(.internalError("broken")), .list([Sample.machine("a", version: 1)], version: "5"),
      .hang([]),
    ])
    let informer = informer(client)
    let told = await told(informer)
    try await beside(informer.run) {
      _ = await client.calls.next(3)
      try await eventually("it waits") { clock.sleepers == 1 }
      #expect(informer.cache.count == 1)
      clock.advance(by: .seconds(1))
      #expect(await client.calls.next(2) == ["list", "watch 5"])
      #expect(told.all == ["added a 1"])
    }
  }

  @Test func `everything is told again after a while`() async throws {
    let client = ScriptedClient([.list([Sample.machine("a", version: 1)], version: "2"), .hang([])])
    let informer = informer(client) { $0.resync = .seconds(600) }
    let told = await told(informer)
    try await beside(informer.run) {
      _ = await told.next()
      try await eventually("it waits") { clock.nextDue == .seconds(600) }
      clock.advance(by: .seconds(600))
      #expect(await told.next() == ["updated a 1 from 1 again"])
    }
  }

  @Test func `an index finds what holds a word, and nothing else`() async throws {
    let client = ScriptedClient([
      .list(
        [
          Sample.machine("a", version: 1, spec: ["pool": "x"]),
          Sample.machine("b", version: 2, spec: ["pool": "x"]),
        ], version: "2"),
      .hang([
        .modified(Sample.machine("a", version: 3, spec: ["pool": "y"])),
        .deleted(Sample.machine("b", version: 4)),
      ]),
    ])
    let informer = informer(client) {
      $0.indexes["pool"] = { object in object.spec["pool"]?.string.map { [$0] } ?? [] }
    }
    let told = await told(informer)
    try await beside(informer.run) {
      _ = await told.next(2)
      _ = await told.next(2)
      #expect(informer.cache.objects("pool", "x").isEmpty)
      #expect(informer.cache.objects("pool", "y").map(\.name) == ["a"])
    }
  }

  @Test func `one who asks late is told what is there`() async throws {
    let client = ScriptedClient([.list([Sample.machine("a", version: 1)], version: "2"), .hang([])])
    let informer = informer(client)
    try await beside(informer.run) {
      _ = await informer.synced()
      let told = await told(informer)
      #expect(told.all == ["added a 1"])
    }
  }

  @Test func `who asks for the same collection shares one watch`() async throws {
    let client = ScriptedClient([.list([], version: "2"), .hang([])])
    let informers = Informers(client)
    let first = await informers.informer(Sample.collection)
    let second = await informers.informer(Sample.collection)
    let other = await informers.informer(Sample.collection, labels: "a=b")
    #expect(first === second)
    #expect(first !== other)
  }

  @Test func `what was written is known before it is told, and told once`() async throws {
    let client = ScriptedClient([.list([Sample.machine("a", version: 1)], version: "2"), .hang([])])
    let informer = informer(client)
    let told = await told(informer)
    try await beside(informer.run) {
      _ = await told.next(1)
      await informer.know(Sample.machine("a", version: 5))
      await informer.take(.modified(Sample.machine("a", version: 4)))
      await informer.take(.modified(Sample.machine("a", version: 5)))
      var gone = Sample.machine("a", version: 7)
      gone.metadata.deletionTimestamp = Time(seconds: 0)
      await informer.know(gone)
      #expect(informer.cache.count == 0)
      await informer.take(.modified(Sample.machine("a", version: 6)))
      await informer.take(.deleted(gone))
      await informer.know(Sample.machine("a", version: 6))
      await informer.take(.added(Sample.machine("a", version: 8)))
      #expect(
        told.all == ["added a 1", "updated a 5 from 1", "deleted a 7 from 5", "added a 8"])
    }
  }
}
