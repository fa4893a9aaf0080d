// SPDX-License-Identifier: Apache-2.0

/// What a queue holds at a moment, and which key is next: no clock, no waiting, no lock.
///
/// A key is ready at most once, and never handed out while it is worked on; what is added meanwhile
/// waits for the end of that work.
struct Backlog {
  private struct Wait {
    var due: Duration
    /// Asked for by the last pass over the key: the next pass has its own wish.
    var isWish: Bool
  }

  private var ready: [Key: Urgency] = [:]
  private var lines: [Urgency: Line] = [.fresh: Line(), .resync: Line()]
  private var active: [Key: Urgency?] = [:]
  private var waits: [Key: Wait] = [:]
  private var timeline = Timeline()
  private var failures: [Key: Int] = [:]

  /// Ready, and not worked on.
  var depth: Int { ready.count }
  var activeCount: Int { active.count }
  var isEmpty: Bool { ready.isEmpty && active.isEmpty && waits.isEmpty }

  mutating func add(_ key: Key, _ urgency: Urgency) {
    if let pending = active[key] {
      active[key] = .some(min(pending ?? urgency, urgency))
      return
    }
    if let known = ready[key], known <= urgency { return }
    // A place in the less urgent line, if it had one, is passed over later.
    ready[key] = urgency
    lines[urgency]?.append(key)
  }

  /// The earlier of two moments counts.
  mutating func add(_ key: Key, at due: Duration) {
    if let known = waits[key], known.due <= due {
      waits[key]?.isWish = false
    } else {
      wait(for: key, Wait(due: due, isWish: false))
    }
  }

  /// The next key to work on.
  mutating func take() -> Key? {
    for urgency in Urgency.allCases {
      while let key = lines[urgency]?.removeFirst() {
        guard ready[key] == urgency else { continue }
        ready[key] = nil
        active[key] = .some(nil)
        return key
      }
    }
    return nil
  }

  /// The work on `key` has ended, and `next` is when it wants to come again by itself.
  mutating func finish(_ key: Key, again next: Duration?) {
    if let pending = active.removeValue(forKey: key), let urgency = pending { add(key, urgency) }
    if waits[key]?.isWish == true { waits[key] = nil }
    guard let next else { return }
    if let known = waits[key], known.due <= next { return }
    wait(for: key, Wait(due: next, isWish: true))
  }

  /// One more failure in a row.
  mutating func countFailure(of key: Key) -> Int {
    failures[key, default: 0] += 1
    return failures[key, default: 0]
  }

  mutating func forget(_ key: Key) { failures[key] = nil }

  /// Makes ready what is due.
  mutating func release(at now: Duration) {
    while let (due, key) = timeline.first, due <= now {
      timeline.removeFirst()
      guard waits[key]?.due == due else { continue }
      waits[key] = nil
      add(key, .fresh)
    }
  }

  /// When ``release(at:)`` has something to do.
  mutating func nextDue() -> Duration? {
    while let (due, key) = timeline.first {
      if waits[key]?.due == due { return due }
      timeline.removeFirst()
    }
    return nil
  }

  private mutating func wait(for key: Key, _ wait: Wait) {
    waits[key] = wait
    timeline.insert(key, at: wait.due)
  }
}

/// How soon a key must be looked at.
package enum Urgency: Int, Sendable, CaseIterable, Comparable {
  /// Something has changed.
  case fresh
  /// Nothing has; it is only looked at again.
  case resync

  package static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
}

/// Keys in the order in which they came.
private struct Line {
  private var keys: [Key] = []
  private var start = 0

  mutating func append(_ key: Key) { keys.append(key) }

  mutating func removeFirst() -> Key? {
    guard start < keys.count else { return nil }
    defer {
      start += 1
      if start > 1024, start > keys.count / 2 {
        keys.removeFirst(start)
        start = 0
      }
    }
    return keys[start]
  }
}
