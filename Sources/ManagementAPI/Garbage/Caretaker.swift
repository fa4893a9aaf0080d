// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Deletes what has lost its owners and what is in namespaces that end, in all logical clusters.
///
/// It lives on the store's changes: it sees everything once, when it begins, and then only what happens.
struct Caretaker: Sendable {
  let server: APIServer
  /// Enough that writes share a sync of the disk.
  private static let width = 32

  /// How one chore ended.
  enum Outcome: Sendable {
    case done([Chore])
    case unresolved
    /// The world has moved on since the book was written: look again with a newer one.
    case early
    case failed
  }

  private enum News: Sendable {
    case changes([Change])
    case due
    case forgotten
    case cancelled
  }

  /// Until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let (collections, revision) = server.store.everything()
      var round = Round(Book(collections, revision: revision))
      while await turn(&round) {}
    }
  }

  /// Does what there is to do, and waits for more. False where the book must be begun anew.
  private func turn(_ round: inout Round) async -> Bool {
    await work(&round)
    switch await news(after: round.book.revision, until: round.nextRetry) {
    case .changes(let changes): for change in changes { round.take(change) }
    case .due: break
    case .forgotten, .cancelled: return false
    }
    round.takeDue(.now)
    return true
  }

  private func work(_ round: inout Round) async {
    while !round.todo.isEmpty && !Task.isCancelled {
      let batch = round.takeTodo()
      let book = round.book
      let outcomes = await withTaskGroup(of: (Chore, Outcome).self) { group in
        var rest = batch[...]
        var outcomes: [(Chore, Outcome)] = []
        func addOne() {
          guard let chore = rest.popFirst() else { return }
          group.addTask { (chore, await perform(chore, book)) }
        }
        for _ in 0..<Self.width { addOne() }
        while let outcome = await group.next() {
          outcomes.append(outcome)
          addOne()
        }
        return outcomes
      }
      for (chore, outcome) in outcomes { round.settle(chore, outcome, .now) }
    }
  }

  private func news(after revision: Int64, until due: ContinuousClock.Instant?) async -> News {
    await withTaskGroup(of: News.self) { group in
      group.addTask { await changes(after: revision) }
      if let due {
        group.addTask {
          try? await Task.sleep(until: due)
          return Task.isCancelled ? .cancelled : .due
        }
      }
      defer { group.cancelAll() }
      return await group.next() ?? .cancelled
    }
  }

  // Not within `addTask`: Swift 6.3.1 miscompiles typed catches there.
  private func changes(after revision: Int64) async -> News {
    do throws(CancellationError) {
      guard let changes = try await server.store.allChanges(after: revision) else {
        return .forgotten
      }
      return .changes(changes)
    } catch { return .cancelled }
  }
}
