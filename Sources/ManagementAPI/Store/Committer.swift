// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Takes writes in, in order, and puts them on the disk in batches, on a queue of its own.
///
/// It is the only writer of the store's state.
final class Committer: Sendable {
  struct Pending: Sendable {
    let write: Write
    /// Made where the write was asked for, so that the queue does not spend its time on it.
    let row: [UInt8]
    let continuation: CheckedContinuation<Result<Outcome, StoreError>, Never>

    init(_ write: Write, _ continuation: CheckedContinuation<Result<Outcome, StoreError>, Never>) {
      self.write = write
      row = ObjectText.row(write.body)
      self.continuation = continuation
    }
  }

  private static let batchLimit = 512

  private let retention: Retention
  private let queue = DispatchQueue(label: "dev.capctl.store")
  /// Used on `queue` alone, which the compiler cannot see.
  nonisolated(unsafe) private let ledger: Ledger
  private let inbox = Mutex<(pending: [Pending], isRunning: Bool)>(([], false))

  init(_ ledger: Ledger, retention: Retention) {
    unsafe self.ledger = ledger
    self.retention = retention
  }

  func enqueue(_ pending: Pending, in store: Store) {
    let mustStart = inbox.withLock { inbox in
      inbox.pending.append(pending)
      defer { inbox.isRunning = true }
      return !inbox.isRunning
    }
    if mustStart { queue.async { self.drain(into: store) } }
  }

  private func drain(into store: Store) {
    while let batch = takeBatch() { run(batch, in: store) }
  }

  private func takeBatch() -> [Pending]? {
    inbox.withLock { inbox in
      guard !inbox.pending.isEmpty else {
        inbox.isRunning = false
        return nil
      }
      let batch = Array(inbox.pending.prefix(Self.batchLimit))
      inbox.pending.removeFirst(batch.count)
      return batch
    }
  }

  private func run(_ batch: [Pending], in store: Store) {
    var plan = CommitPlan(store.withState { $0 })
    let outcomes = batch.map { plan.add($0.write, row: $0.row) }
    let now = ContinuousClock.now
    let outlived = plan.outlived(retention, now: now)
    do throws(StoreError) {
      if !plan.entries.isEmpty {
        try unsafe ledger.commit(
          plan.entries, erasing: outlived.flatMap(\.erased), forgotten: outlived.last?.revision)
        store.commits.note(plan.entries.count, since: now)
      }
    } catch {
      store.commits.note(plan.entries.count, since: now, error)
      for pending in batch { pending.continuation.resume(returning: .failure(error)) }
      return
    }
    let changes = plan.changes
    plan.release()
    store.withState { state in
      if !changes.isEmpty { state.forget(outlived) }
      for change in changes { state.apply(change, at: now) }
    }
    store.wake(Set(changes.map(\.object.key.collection)))
    for (pending, outcome) in zip(batch, outcomes) {
      pending.continuation.resume(returning: .success(outcome))
    }
  }
}

extension Change {
  /// The rows that nobody needs once this change is forgotten: what it replaced, and, for a deletion,
  /// itself.
  fileprivate var erased: [Int64] {
    (previous.map { [$0.revision] } ?? []) + (kind == .deleted ? [revision] : [])
  }
}
