// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Synchronization

/// What one watch has yet to tell: first what is there, then what changes. For one reader.
final class Feed: Sendable {
  private let state: Mutex<FeedState>
  private let server: APIServer
  private let selection: Selection
  private let context: Context
  private let waiter: Int
  private let alarm = Alarm()

  init(
    _ options: WatchOptions, _ selection: Selection, _ context: Context, of server: APIServer
  ) throws(StatusError) {
    self.server = server
    let store = server.store
    waiter = server.store.waiters.newID()
    self.selection = selection
    self.context = context
    let wanted = try server.revision(options.resourceVersion)
    let (objects, revision) = store.list(context.collection)
    if let wanted, wanted > revision { throw .tooLarge(wanted, current: revision) }
    var events: [FeedEvent] = []
    var failure: StatusError?
    // Without a revision to start from, a watch begins with everything that is there.
    if wanted == nil || options.sendsInitialEvents {
      for object in objects where selection.contains(object) {
        events.append(FeedEvent(.added, try context.item(object)))
      }
      if options.sendsInitialEvents {
        events.append(Self.bookmark(revision, context, endsInitialEvents: true))
      }
    } else if let wanted, wanted < store.forgotten(in: context.collection) {
      // The watch itself was in order: it is the reader of its events who hears of this.
      failure = .tooOld(wanted, store.forgotten(in: context.collection))
    }
    let start = options.sendsInitialEvents ? revision : wanted ?? revision
    state = Mutex(FeedState(events, at: start, failure: failure, options, now: .now))
  }

  private var store: Store { server.store }

  deinit {
    alarm.stop()
    store.waiters.forget(waiter)
  }

  func stop() { state.withLock { $0.stop() } }

  var due: ContinuousClock.Instant? { state.withLock(\.due) }

  /// Makes the reader look at the clock.
  func nudge() { store.waiters.nudge(waiter, in: context.collection) }

  func next() async throws(StatusError) -> FeedEvent? {
    while true {
      switch state.withLock({ $0.step(.now) }) {
      case .tell(let event): return event
      case .bookmark(let revision):
        return Self.bookmark(revision, context, endsInitialEvents: false)
      case .fail(let error): throw error
      case .end: return nil
      case .wait(let revision):
        // Asked before looking: what went with the kind is told before the watch ends.
        let isServed = server.serves(context.address, in: context.cluster)
        if isServed {
          alarm.start(for: self)
          do throws(CancellationError) {
            try await store.waitForNews(in: context.collection, after: revision, as: waiter)
          } catch { return nil }
        }
        guard let news = store.look(context.collection, after: revision) else {
          throw .tooOld(revision, store.forgotten(in: context.collection))
        }
        guard isServed || !news.changes.isEmpty else { return nil }
        try take(news.changes, upTo: news.upTo)
      }
    }
  }

  private func take(_ changes: [Change], upTo revision: Int64) throws(StatusError) {
    var events: [FeedEvent] = []
    for change in changes {
      if let event = try event(for: change) { events.append(event) }
    }
    state.withLock { $0.take(events, upTo: revision) }
  }

  /// What a change means to one who sees only the selection: what leaves it is gone, what enters it is new.
  private func event(for change: Change) throws(StatusError) -> FeedEvent? {
    let wasMeant = change.previous.map(selection.contains) ?? false
    let isMeant = change.kind != .deleted && selection.contains(change.object)
    switch (wasMeant, isMeant) {
    case (false, false): return nil
    case (false, true): return FeedEvent(.added, try context.item(change.object))
    case (true, true): return FeedEvent(.modified, try context.item(change.object))
    case (true, false):
      // What was deleted says so itself; what only left the selection is told as it was.
      guard change.kind != .deleted, let previous = change.previous else {
        return FeedEvent(.deleted, try context.item(change.object))
      }
      var last = try context.presented(previous)
      last.metadata.resourceVersion = String(change.revision)
      return FeedEvent(.deleted, .made(last.value))
    }
  }

  private static func bookmark(
    _ revision: Int64, _ context: Context, endsInitialEvents: Bool
  ) -> FeedEvent {
    var metadata: Value = ["resourceVersion": .string(String(revision))]
    if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    return FeedEvent(
      .bookmark,
      .made([
        "kind": .string(context.kind.kind),
        "apiVersion": .string(context.address.resource.groupVersion.description),
        "metadata": metadata,
      ]))
  }
}

extension StatusError {
  static func tooOld(_ wanted: Int64, _ forgotten: Int64) -> StatusError {
    .expired("too old resource version: \(wanted) (\(forgotten))")
  }
}
