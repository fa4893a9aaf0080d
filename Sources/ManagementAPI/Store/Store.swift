// SPDX-License-Identifier: Apache-2.0

import Manifest
import Synchronization

/// Objects, kept: every acknowledged write is on the disk, every read is from memory.
///
/// Writes queue up and go to the disk together, as many as have come while the last batch was being
/// written; none waits for a timer. Readers and watches see what is on the disk, never what may yet fail.
package final class Store: Sendable {
  private let path: String
  private let committer: Committer
  private let state: Mutex<StoreState>
  let waiters = Waiters()
  let commits = CommitWatch()

  /// Opens the file, or makes it. `retention` bounds what is remembered of the past.
  package init(_ path: String, retention: Retention = Retention()) throws(StoreError) {
    self.path = path
    let ledger = try Ledger(path)
    state = Mutex(try ledger.load())
    committer = Committer(ledger, retention: retention)
  }

  /// The last revision that is kept.
  package var revision: Int64 { state.withLock(\.revision) }

  /// Changes up to this revision are no longer told.
  package var forgotten: Int64 { state.withLock(\.forgotten) }

  package func find(_ key: StoreKey) -> StoredObject? { state.withLock { $0.find(key) } }

  /// A collection in order, and the revision it was seen at.
  package func list(_ collection: Collection) -> (objects: [StoredObject], revision: Int64) {
    state.withLock { ($0[collection].objects, $0.revision) }
  }

  /// A collection as it was; nil where that is no longer, or not yet, known.
  package func list(_ collection: Collection, at revision: Int64) -> [StoredObject]? {
    // The bucket is shared, not copied, and its past worked out after the lock.
    let bucket = state.withLock { state in
      let isKnown = (state.forgotten(in: collection)...state.revision).contains(revision)
      return isKnown ? state[collection] : nil
    }
    return bucket?.objects(at: revision)
  }

  /// How many objects each collection has.
  package var counts: [(Collection, Int)] { state.withLock(\.counts) }

  /// Why the disk did not take the last batch of writes; nil when it did.
  package var failure: String? { commits.failure }

  /// Tells `observer` of each batch of writes, on the queue that writes: it must be quick.
  package func observeCommits(_ observer: @escaping @Sendable (Commit) -> Void) {
    commits.observe(observer)
  }

  package var collections: [Collection] { state.withLock(\.collections) }

  /// Makes one change, and returns when it is on the disk and everybody can see it.
  package func commit(_ write: Write) async throws(StoreError) -> Outcome {
    try await result(of: write).get()
  }

  private func result(of write: Write) async -> Result<Outcome, StoreError> {
    let result = await withCheckedContinuation { continuation in
      committer.enqueue(Committer.Pending(write, continuation), in: self)
    }
    // ThreadSanitizer sees no order between resuming a continuation and awaiting it where the first
    // comes first; it does see the lock that both sides take.
    state.withLock { _ in }
    return result
  }

  /// Makes many changes, none waiting for another; they go to the disk together.
  func commit(_ writes: [Write]) async throws(StoreError) -> [Outcome] {
    let results = await withTaskGroup(of: (Int, Result<Outcome, StoreError>).self) { group in
      for (place, write) in writes.enumerated() {
        group.addTask { (place, await self.result(of: write)) }
      }
      var results = [Result<Outcome, StoreError>?](repeating: nil, count: writes.count)
      for await (place, result) in group { results[place] = result }
      return results
    }
    var outcomes: [Outcome] = []
    for case let result? in results { outcomes.append(try result.get()) }
    return outcomes
  }

  /// What has happened in a collection after a revision; waits until something has.
  ///
  /// Nil where the past asked for is forgotten: list again, and go on from there.
  package func changes(
    in collection: Collection, after revision: Int64, limit: Int = 500
  ) async throws(CancellationError) -> [Change]? {
    while true {
      let ticket = waiters.ticket(for: collection)
      let seen = peek(collection, after: revision, limit: limit)
      guard let seen, seen.isEmpty else {
        return seen
      }
      try await waiters.wait(ticket)
    }
  }

  /// Waits until something has happened in a collection after a revision, or somebody nudges `waiter`.
  func waitForNews(
    in collection: Collection, after revision: Int64, as waiter: Int
  ) async throws(CancellationError) {
    let ticket = waiters.ticket(for: collection)
    guard look(collection, after: revision, limit: 1)?.changes.isEmpty == true else { return }
    try await waiters.wait(ticket, as: waiter)
  }

  /// The same, without waiting.
  package func peek(_ collection: Collection, after revision: Int64, limit: Int = 500) -> [Change]?
  {
    look(collection, after: revision, limit: limit)?.changes
  }

  /// The same, and up to which revision that is all there is.
  func look(
    _ collection: Collection, after revision: Int64, limit: Int = 500
  ) -> (changes: [Change], upTo: Int64)? {
    state.withLock { state in
      guard revision >= state.forgotten(in: collection) else { return nil }
      let changes = Array(state[collection].changes(after: revision, limit: limit))
      let upTo = changes.count < limit ? state.revision : changes.last?.revision ?? revision
      return (changes, max(upTo, revision))
    }
  }

  /// Changes of the collection up to this revision are no longer told.
  func forgotten(in collection: Collection) -> Int64 {
    state.withLock { $0.forgotten(in: collection) }
  }

  /// Writes a consistent copy into a new file, while work goes on.
  package func backup(to target: String) throws(StoreError) {
    try Ledger.copy(path, to: target)
  }

  /// For the committer: one look, or one change, of all that is in memory.
  func withState<Result: Sendable>(_ body: (inout StoreState) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  func wake(_ collections: Set<Collection>) {
    waiters.wake(collections.isEmpty ? [] : collections.union([.all]))
  }

  // For those who tend to everything.

  /// All collections as of one moment.
  func everything() -> (collections: [[StoredObject]], revision: Int64) {
    state.withLock { state in (state.collections.map { state[$0].objects }, state.revision) }
  }

  /// What has happened anywhere after a revision; waits until something has. Nil where that is forgotten.
  func allChanges(
    after revision: Int64, limit: Int = 1000
  ) async throws(CancellationError) -> [Change]? {
    while true {
      let ticket = waiters.ticket(for: .all)
      let seen: [Change]? = state.withLock { state in
        revision >= state.forgotten ? state.changes(after: revision, limit: limit) : nil
      }
      guard let seen, seen.isEmpty else { return seen }
      try await waiters.wait(ticket)
    }
  }

  /// What of a collection is in one namespace.
  func list(_ collection: Collection, in namespace: String) -> ArraySlice<StoredObject> {
    let objects = state.withLock { $0[collection].objects }
    let start = objects.partitionIndex { $0.key.namespace >= namespace }
    let end = objects.partitionIndex { $0.key.namespace > namespace }
    return objects[start..<end]
  }
}

extension Collection {
  /// Stands for every collection of every logical cluster; no resource is called so.
  fileprivate static let all = Collection(resource: "*")
}
