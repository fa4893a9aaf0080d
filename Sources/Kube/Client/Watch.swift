// SPDX-License-Identifier: Apache-2.0

/// What a watch tells.
package enum WatchEvent: Sendable {
  case added(Object)
  case modified(Object)
  case deleted(Object)
  /// Nothing happened, up to this revision.
  case bookmark(Object)

  package var object: Object {
    switch self {
    case .added(let object), .modified(let object), .deleted(let object), .bookmark(let object):
      object
    }
  }

  /// The event's name on the wire.
  package var type: String {
    switch self {
    case .added: "ADDED"
    case .modified: "MODIFIED"
    case .deleted: "DELETED"
    case .bookmark: "BOOKMARK"
    }
  }
}

/// The events of one watch, for one consumer. Leaving the loop, or cancelling the task, ends it.
package struct Watch: AsyncSequence, Sendable {
  package typealias Element = WatchEvent
  package typealias Failure = StatusError

  private let source: @Sendable () async throws(StatusError) -> WatchEvent?
  private let finish: Finish

  /// `next` answers nil at the end; `cancel` is called once, when nobody listens any more.
  package init(
    next: @escaping @Sendable () async throws(StatusError) -> WatchEvent?,
    cancel: @escaping @Sendable () -> Void
  ) {
    source = next
    finish = Finish(cancel)
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    let source: @Sendable () async throws(StatusError) -> WatchEvent?
    let finish: Finish

    package mutating func next() async throws(StatusError) -> WatchEvent? {
      try await source()
    }

    package mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(StatusError) -> WatchEvent? {
      try await source()
    }
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(source: source, finish: finish)
  }

  /// Tells the source when the last reference to the watch has gone.
  final class Finish: Sendable {
    private let cancel: @Sendable () -> Void

    init(_ cancel: @escaping @Sendable () -> Void) { self.cancel = cancel }

    deinit { cancel() }
  }
}
