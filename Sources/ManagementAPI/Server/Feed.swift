// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Synchronization

/// What one watch has yet to tell: first what is there, then what changes. For one reader.
final class Feed: Sendable {
  private struct State {
    var pending: [WatchEvent] = []
    var next = 0
    var revision: Int64
    var isStopped = false
  }

  private let state: Mutex<State>
  private let store: Store
  private let selection: Selection
  private let context: Context
  private let options: WatchOptions

  init(
    _ options: WatchOptions, _ selection: Selection, _ context: Context, of server: APIServer
  ) throws(StatusError) {
    store = server.store
    self.selection = selection
    self.context = context
    self.options = options
    let wanted = try server.revision(options.resourceVersion)
    let (objects, revision) = store.list(context.collection)
    if let wanted, wanted > revision { throw .tooLarge(wanted, current: revision) }
    var start = State(revision: wanted ?? revision)
    // Without a revision to start from, a watch begins with everything that is there.
    if wanted == nil || options.sendsInitialEvents {
      start.revision = revision
      for object in objects where selection.contains(object) {
        start.pending.append(.added(try context.presented(object)))
      }
      if options.sendsInitialEvents {
        start.pending.append(Self.bookmark(revision, context, endsInitialEvents: true))
      }
    } else if start.revision < store.forgotten {
      throw .tooOld(start.revision, store.forgotten)
    }
    state = Mutex(start)
  }

  func stop() { state.withLock { $0.isStopped = true } }

  func next() async throws(StatusError) -> WatchEvent? {
    while true {
      let (event, revision, isStopped) = state.withLock { state in
        guard state.next < state.pending.count else {
          return (nil as WatchEvent?, state.revision, state.isStopped)
        }
        defer { state.next += 1 }
        return (state.pending[state.next], state.revision, state.isStopped)
      }
      if isStopped { return nil }
      if let event { return event }
      let changes: [Change]?
      do throws(CancellationError) {
        changes = try await store.changes(in: context.collection, after: revision)
      } catch { return nil }
      guard let changes else { throw .tooOld(revision, store.forgotten) }
      try take(changes)
    }
  }

  private func take(_ changes: [Change]) throws(StatusError) {
    var events: [WatchEvent] = []
    for change in changes {
      if let event = try event(for: change) { events.append(event) }
    }
    state.withLock { state in
      state.pending = events
      state.next = 0
      state.revision = changes.last?.revision ?? state.revision
    }
  }

  /// What a change means to one who sees only the selection: what leaves it is gone, what enters it is new.
  private func event(for change: Change) throws(StatusError) -> WatchEvent? {
    let wasMeant = change.previous.map(selection.contains) ?? false
    let isMeant = change.kind != .deleted && selection.contains(change.object)
    switch (wasMeant, isMeant) {
    case (false, false): return nil
    case (false, true): return .added(try context.presented(change.object))
    case (true, true): return .modified(try context.presented(change.object))
    case (true, false):
      var last = try context.presented(change.previous ?? change.object)
      if change.kind == .deleted { last = try context.presented(change.object) }
      last.metadata.resourceVersion = String(change.revision)
      return .deleted(last)
    }
  }

  private static func bookmark(
    _ revision: Int64, _ context: Context, endsInitialEvents: Bool
  ) -> WatchEvent {
    var metadata: Value = ["resourceVersion": .string(String(revision))]
    if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    return .bookmark(
      Object([
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
