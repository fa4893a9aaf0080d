// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Those who wait for a collection to change.
///
/// A ticket is taken before looking, so that a change between the look and the wait is not missed.
final class Waiters: Sendable {
  struct Ticket {
    fileprivate let collection: Collection
    fileprivate let round: Int
  }

  private struct State {
    var rounds: [Collection: Int] = [:]
    var waiting: [Collection: [Int: CheckedContinuation<Void, any Error>]] = [:]
    var cancelled: Set<Int> = []
    /// Woken alone before they waited.
    var nudged: Set<Int> = []
    var nextID = 0
  }

  private let state = Mutex(State())

  func ticket(for collection: Collection) -> Ticket {
    state.withLock { Ticket(collection: collection, round: $0.rounds[collection, default: 0]) }
  }

  /// A name for one who waits, by which it can be woken alone.
  func newID() -> Int {
    state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
  }

  /// Returns at the first change after the ticket was taken, or at a nudge.
  func wait(_ ticket: Ticket, as name: Int? = nil) async throws(CancellationError) {
    let id = name ?? newID()
    do {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { enter($0, id, ticket) }
      } onCancel: {
        cancel(id, ticket.collection)
      }
    } catch {
      throw CancellationError()
    }
  }

  private func enter(
    _ continuation: CheckedContinuation<Void, any Error>, _ id: Int, _ ticket: Ticket
  ) {
    let verdict: Result<Void, any Error>? = state.withLock { state in
      if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
      if state.nudged.remove(id) != nil { return .success(()) }
      if state.rounds[ticket.collection, default: 0] != ticket.round { return .success(()) }
      state.waiting[ticket.collection, default: [:]][id] = continuation
      return nil
    }
    if let verdict { continuation.resume(with: verdict) }
  }

  private func cancel(_ id: Int, _ collection: Collection) {
    let continuation = state.withLock { state in
      let found = state.waiting[collection]?.removeValue(forKey: id)
      // Not yet entered: the entrance will find the note.
      if found == nil { state.cancelled.insert(id) }
      return found
    }
    continuation?.resume(throwing: CancellationError())
  }

  /// Wakes one alone, or lets its next wait end at once.
  func nudge(_ id: Int, in collection: Collection) {
    let continuation = state.withLock { state in
      let found = state.waiting[collection]?.removeValue(forKey: id)
      if found == nil { state.nudged.insert(id) }
      return found
    }
    continuation?.resume()
  }

  /// The name is used no more.
  func forget(_ id: Int) {
    state.withLock { state in
      state.nudged.remove(id)
      state.cancelled.remove(id)
    }
  }

  func wake(_ collections: Set<Collection>) {
    let woken = state.withLock { state in
      collections.flatMap { collection in
        state.rounds[collection, default: 0] += 1
        return state.waiting.removeValue(forKey: collection).map { Array($0.values) } ?? []
      }
    }
    for continuation in woken { continuation.resume() }
  }
}
