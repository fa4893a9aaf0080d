// SPDX-License-Identifier: Apache-2.0

/// Decides what a batch of writes does, each seeing those before it. Pure.
struct CommitPlan {
  private(set) var changes: [Change] = []
  private(set) var entries: [Ledger.Entry] = []
  private var state: StoreState
  private var revision: Int64
  /// What this batch has made of objects; nil for deleted.
  private var touched: [StoreKey: StoredObject?] = [:]

  init(_ state: StoreState) {
    self.state = state
    revision = state.revision
  }

  mutating func add(_ write: Write, row: [UInt8]) -> Outcome {
    let current = touched[write.key] ?? state.find(write.key)
    guard matches(write.expected, current) else { return .conflict(current) }
    revision += 1
    let object = StoredObject(key: write.key, revision: revision, body: write.body, row: row)
    let kind: Change.Kind =
      write.isDeletion ? .deleted : current == nil ? .added : .modified
    changes.append(Change(kind, object, previous: current))
    entries.append(Ledger.Entry(revision: revision, kind: kind, key: write.key, row: row))
    touched.updateValue(write.isDeletion ? nil : object, forKey: write.key)
    return .done(object)
  }

  private func matches(_ expected: Write.Expected, _ current: StoredObject?) -> Bool {
    switch expected {
    case .absent: current == nil
    case .revision(let seen): current?.revision == seen
    }
  }

  func outlived(_ retention: Retention, now: ContinuousClock.Instant) -> [Change] {
    changes.isEmpty ? [] : state.outlived(retention, adding: changes, now: now)
  }

  /// Lets go of the state, so that the store can change its own in place.
  mutating func release() { state = StoreState() }
}
