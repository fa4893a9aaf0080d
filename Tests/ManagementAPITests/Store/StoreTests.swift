// SPDX-License-Identifier: Apache-2.0

import Foundation
import ManagementAPI
import Manifest
import TestKit
import Testing

struct StoreTests {
  static let machines = Collection(resource: "machines.cluster.x-k8s.io")

  static func key(_ name: String, in namespace: String = "demo") -> StoreKey {
    StoreKey(machines, namespace: namespace, name: name)
  }

  static func body(_ name: String, _ number: Int64 = 0) -> Value {
    ["metadata": ["name": .string(name)], "spec": ["number": .int(number)]]
  }

  static func done(_ outcome: Outcome) throws -> StoredObject {
    guard case .done(let object) = outcome else {
      throw TestFailure("write", "the object has moved on")
    }
    return object
  }

  @Test func `what was written is read, with its revision`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let made = try Self.done(await store.commit(.create(Self.key("a"), Self.body("a"))))
      #expect(made.revision == 1)
      #expect(store.find(Self.key("a"))?.body["metadata", "resourceVersion"] == "1")
      #expect(store.find(Self.key("b")) == nil)
      #expect(store.revision == 1)
    }
  }

  @Test func `a write of what has moved on is refused, and says what is there`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let first = try Self.done(await store.commit(.create(Self.key("a"), Self.body("a"))))
      let second = try Self.done(await store.commit(.update(first, to: Self.body("a", 1))))
      for stale in [
        Write.update(first, to: Self.body("a", 2)), .delete(first), .create(Self.key("a"), .null),
      ] {
        guard case .conflict(let current) = try await store.commit(stale) else {
          Issue.record("a stale write was taken")
          continue
        }
        #expect(current === second)
      }
      #expect(store.revision == 2)
    }
  }

  @Test func `a collection is in order of namespace and name`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      for (namespace, name) in [("b", "a"), ("a", "z"), ("a", "b"), ("aa", "c")] {
        _ = try await store.commit(
          .create(Self.key(name, in: namespace), Self.body(name)))
      }
      let listed = store.list(Self.machines).objects.map { "\($0.key.namespace)/\($0.key.name)" }
      #expect(listed == ["a/b", "a/z", "aa/c", "b/a"])
      #expect(store.list(Collection(resource: "pods")).objects.isEmpty)
    }
  }

  @Test func `a store that was closed opens as it was, its past included`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      var revisions: [Int64] = []
      do {
        let store = try Store(path)
        let a = try Self.done(await store.commit(.create(Self.key("a"), Self.body("a"))))
        let b = try Self.done(await store.commit(.create(Self.key("b"), Self.body("b"))))
        _ = try await store.commit(.update(a, to: Self.body("a", 7)))
        _ = try await store.commit(.delete(b))
        revisions = try #require(store.peek(Self.machines, after: 0)).map(\.revision)
      }
      let store = try Store(path)
      #expect(store.revision == 4)
      #expect(store.list(Self.machines).objects.map(\.body["spec"]) == [["number": 7]])
      let changes = try #require(store.peek(Self.machines, after: 0))
      #expect(changes.map(\.revision) == revisions)
      #expect(changes.map(\.kind) == [.added, .added, .modified, .deleted])
      #expect(changes[2].previous?.revision == 1)
    }
  }

  @Test func `sixteen writers lose nothing`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      let store = try Store(path)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<16 {
          group.addTask {
            for number in 0..<50 {
              let key = Self.key("w\(writer)-\(number)")
              _ = try Self.done(await store.commit(.create(key, Self.body(key.name))))
              #expect(store.find(key) != nil)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(store.revision == 800)
      #expect(store.list(Self.machines).objects.count == 800)
      let again = try Store(path)
      #expect(again.list(Self.machines).objects.count == 800)
    }
  }

  @Test func `a backup made while others write is a store of one moment`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      async let writing: Void = {
        for number in 0..<200 {
          _ = try await store.commit(
            .create(Self.key("n\(number)"), Self.body("n", Int64(number))))
        }
      }()
      while store.revision < 20 { await Task.yield() }
      try store.backup(to: folder.appending(path: "copy.db").path)
      try await writing
      let copy = try Store(folder.appending(path: "copy.db").path)
      #expect(copy.revision >= 20)
      #expect(copy.list(Self.machines).objects.count == Int(copy.revision))
    }
  }
}
