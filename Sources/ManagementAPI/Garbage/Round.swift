// SPDX-License-Identifier: Apache-2.0

/// The chores at hand, those to come back to, and the book they come from. Pure.
struct Round: Sendable {
  private(set) var book: Book
  private(set) var todo: [Chore] = []
  private var isQueued: Set<Chore> = []
  /// For a book of a later revision.
  private var early: [Chore] = []
  private var retries: [Chore: (attempt: Int, due: ContinuousClock.Instant)] = [:]

  init(_ book: Book) {
    self.book = book
    add(book.chores)
  }

  var nextRetry: ContinuousClock.Instant? { retries.values.map(\.due).min() }

  mutating func take(_ change: Change) {
    let early = early
    self.early = []
    add(book.take(change) + early)
  }

  mutating func takeTodo() -> [Chore] {
    defer {
      todo = []
      isQueued = []
    }
    return todo
  }

  mutating func takeDue(_ now: ContinuousClock.Instant) {
    add(retries.filter { $0.value.due <= now }.map(\.key))
  }

  mutating func settle(_ chore: Chore, _ outcome: Caretaker.Outcome, _ now: ContinuousClock.Instant)
  {
    let attempt = retries.removeValue(forKey: chore)?.attempt ?? 0
    switch outcome {
    case .done(let more): add(more)
    case .unresolved: book.markUnresolved(chore.key)
    case .early: early.append(chore)
    case .failed:
      // From a second to a minute.
      let delay = Duration.seconds(min(60, 1 << min(attempt, 6)))
      retries[chore] = (attempt + 1, now + delay)
    }
  }

  private mutating func add(_ chores: [Chore]) {
    for chore in chores where isQueued.insert(chore).inserted { todo.append(chore) }
  }
}
