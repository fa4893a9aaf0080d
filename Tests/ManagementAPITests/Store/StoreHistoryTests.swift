// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import ManagementAPI
import Manifest
import TestKit
import Testing

struct StoreHistoryTests {
  /// Writes at random, and keeps what the collection was at every revision.
  static func scramble(
    _ store: Store, steps: Int, seed: UInt64
  ) async throws -> [Int64: [StoreKey: Value]] {
    var random = SeededRandom(seed)
    var model: [StoreKey: Value] = [:]
    var history = [store.revision: model]
    for step in 0..<steps {
      let key = StoreTests.key("m\(Int.random(in: 0..<12, using: &random))")
      let body = StoreTests.body(key.name, Int64(step))
      let write: Write =
        if let seen = store.find(key) {
          Bool.random(using: &random) ? .update(seen, to: body) : .delete(seen)
        } else {
          .create(key, body)
        }
      let object = try StoreTests.done(await store.commit(write))
      model[key] = write.isDeletion ? nil : object.body
      history[object.revision] = model
    }
    return history
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `any watcher from any revision rebuilds what is listed`(seed: UInt64) async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      let history = try await Self.scramble(Store(path), steps: 200, seed: seed)
      // The past must be the same for one who was there and for one who read it from the file.
      let store = try Store(path)
      let last = try #require(history[store.revision])
      for (revision, model) in history {
        var rebuilt = model
        for change in try #require(store.peek(StoreTests.machines, after: revision)) {
          #expect(change.previous?.body == rebuilt[change.object.key])
          rebuilt[change.object.key] = change.kind == .deleted ? nil : change.object.body
        }
        #expect(rebuilt == last)
      }
    }
  }

  @Test func `a list of the past is what was listed then`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let history = try await Self.scramble(store, steps: 150, seed: 9)
      for (revision, model) in history {
        let objects = try #require(store.list(StoreTests.machines, at: revision))
        let isAsItWas = Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0.body) }) == model
        #expect(isAsItWas)
      }
      #expect(store.list(StoreTests.machines, at: store.revision + 1) == nil)
    }
  }

  @Test func `what is forgotten is said to be, and leaves the file`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      let retention = Retention(count: 20)
      let store = try Store(path, retention: retention)
      let history = try await Self.scramble(store, steps: 300, seed: 4)
      let kept = store.forgotten
      #expect(kept == store.revision - 20)
      #expect(store.peek(StoreTests.machines, after: kept - 1) == nil)
      #expect(store.peek(StoreTests.machines, after: kept)?.count == 20)
      #expect(store.list(StoreTests.machines, at: kept - 1) == nil)
      let again = try Store(path, retention: retention)
      #expect(again.forgotten == kept)
      #expect(again.revision == store.revision)
      for revision in kept...store.revision {
        let objects = try #require(again.list(StoreTests.machines, at: revision))
        #expect(
          Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0.body) }) == history[revision])
      }
    }
  }

  @Test func `no more bytes are remembered than there is room for`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      let store = try Store(path, retention: Retention(bytes: 2000))
      _ = try await Self.scramble(store, steps: 100, seed: 5)
      let kept = store.revision - store.forgotten
      #expect(kept > 1)
      #expect(kept < 60)
      let changes = try #require(store.peek(StoreTests.machines, after: store.forgotten))
      #expect(changes.reduce(0) { $0 + $1.object.json.count } <= 2000)
    }
  }

  @Test func `one who waits is told, and one who stops waiting is let go`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let watching = Task { try await store.changes(in: StoreTests.machines, after: 0) }
      let stopped = Task { try await store.changes(in: StoreTests.machines, after: 100) }
      stopped.cancel()
      await #expect(throws: CancellationError.self) { try await stopped.value }
      _ = try await store.commit(.create(StoreTests.key("a"), StoreTests.body("a")))
      #expect(try await watching.value?.map(\.revision) == [1])
    }
  }
}
