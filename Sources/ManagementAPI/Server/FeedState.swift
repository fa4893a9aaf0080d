// SPDX-License-Identifier: Apache-2.0

import Kube

/// How far one watch has come, and when it has something to say of itself. Pure.
struct FeedState {
  enum Step {
    case tell(FeedEvent)
    /// Nothing has happened up to this revision, and the reader wants to know.
    case bookmark(Int64)
    case fail(StatusError)
    case end
    /// For news, or for something to become due.
    case wait(after: Int64)
  }

  private static let bookmarkInterval = Duration.seconds(60)

  private var pending: [FeedEvent]
  private var next = 0
  private var revision: Int64
  /// What the watch ends with, instead of events.
  private var failure: StatusError?
  private var bookmarkDue: ContinuousClock.Instant?
  private var deadline: ContinuousClock.Instant?
  private var isStopped = false
  /// However short its time, a watch tells what it finds: one that comes again gets on.
  private var hasLooked = false

  init(
    _ pending: [FeedEvent], at revision: Int64, failure: StatusError?, _ options: WatchOptions,
    now: ContinuousClock.Instant
  ) {
    self.pending = pending
    self.revision = revision
    self.failure = failure
    bookmarkDue = options.allowsBookmarks ? now + Self.bookmarkInterval : nil
    deadline = options.timeout.map { now + $0 }
  }

  /// When the watch has something to say of itself next; nil where it never has.
  var due: ContinuousClock.Instant? {
    isStopped ? nil : [bookmarkDue, deadline].compactMap(\.self).min()
  }

  mutating func stop() { isStopped = true }

  mutating func take(_ events: [FeedEvent], upTo revision: Int64) {
    pending = events
    next = 0
    hasLooked = true
    self.revision = revision
  }

  mutating func step(_ now: ContinuousClock.Instant) -> Step {
    if isStopped { return .end }
    if next < pending.count {
      defer { next += 1 }
      return .tell(pending[next])
    }
    if let failure {
      stop()
      return .fail(failure)
    }
    if let deadline, deadline <= now, hasLooked {
      stop()
      // A reader that comes again begins where it was, and need not hear old news.
      return bookmarkDue == nil ? .end : .bookmark(revision)
    }
    if let due = bookmarkDue, due <= now {
      bookmarkDue = now + Self.bookmarkInterval
      return .bookmark(revision)
    }
    return .wait(after: revision)
  }
}
