// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Decides what becomes of a note: an event of its own, one more of an earlier event, or nothing, where
/// one object makes too much noise. The figures are those of Kubernetes' own components.
struct EventLedger {
  enum Verdict: Hashable {
    case new(EventNote)
    /// So many by now, of the event of this name.
    case again(EventNote, event: String, count: Int64)
    case drop
  }

  /// Notes that differ in nothing but their text.
  private struct Family: Hashable {
    let place: Value
    let kind: EventNote.Kind
    let reason: String
  }

  private struct Gathering {
    var began: Duration
    var messages: Set<String>
  }

  private struct Series {
    var event: String
    var count: Int64
  }

  private static let capacity = 4096
  private static let similar = 10
  private static let interval = Duration.seconds(600)
  private static let burst = RateLimit(perSecond: 1.0 / 300, burst: 25)

  private var budgets: [Value: TokenBucket] = [:]
  private var gatherings: [Family: Gathering] = [:]
  private var series: [EventNote: Series] = [:]

  mutating func judge(_ note: EventNote, at now: Duration) -> Verdict {
    forgetMuch()
    guard budgets[note.place, default: TokenBucket(Self.burst, at: now)].take(at: now) == nil
    else { return .drop }
    let note = gathered(note, at: now)
    guard var known = series[Self.identity(of: note)] else { return .new(note) }
    known.count += 1
    series[Self.identity(of: note)] = known
    return .again(note, event: known.event, count: known.count)
  }

  /// The event that a new note was written as.
  mutating func remember(_ note: EventNote, as event: String) {
    series[Self.identity(of: note)] = Series(event: event, count: 1)
  }

  mutating func forget(_ note: EventNote) { series[Self.identity(of: note)] = nil }

  /// Many notes of one family become one.
  private mutating func gathered(_ note: EventNote, at now: Duration) -> EventNote {
    let family = Family(place: note.place, kind: note.kind, reason: note.reason)
    var gathering = gatherings[family] ?? Gathering(began: now, messages: [])
    if now - gathering.began > Self.interval { gathering = Gathering(began: now, messages: []) }
    gathering.messages.insert(note.message)
    defer { gatherings[family] = gathering }
    guard gathering.messages.count > Self.similar else { return note }
    gathering.messages.remove(note.message)
    var combined = note
    combined.message = "(combined from similar events): \(note.message)"
    return combined
  }

  /// The text of a combined note changes, and the event stays the same.
  private static func identity(of note: EventNote) -> EventNote {
    let isCombined = note.message.hasPrefix("(combined from similar events)")
    return EventNote(
      subject: note.place, kind: note.kind, reason: note.reason,
      message: isCombined ? "(combined from similar events)" : note.message)
  }

  private mutating func forgetMuch() {
    if budgets.count > Self.capacity { budgets = [:] }
    if gatherings.count > Self.capacity { gatherings = [:] }
    if series.count > Self.capacity { series = [:] }
  }
}

extension EventNote {
  fileprivate init(subject: Value, kind: Kind, reason: String, message: String) {
    self.subject = subject
    self.kind = kind
    self.reason = reason
    self.message = message
  }
}
