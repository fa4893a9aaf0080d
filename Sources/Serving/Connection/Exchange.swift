// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One request's answer on its way from the handler's task to the event thread, and word of the
/// client on its way back. Shared by the two; outlives neither.
final class Exchange: Sendable {
  enum Ending: Sendable {
    case complete
    /// The connection must show that something is missing.
    case brokenOff
  }

  /// What the event thread fetches.
  struct Output {
    var chunks: [[UInt8]]
    var isStream: Bool
    var ending: Ending?
  }

  fileprivate struct State {
    var chunks: [[UInt8]] = []
    /// Bytes in `chunks`, and bytes that the connection has fetched and not sent.
    var unfetched = 0
    var unsent = 0
    var isStream = false
    var ending: Ending?
    /// The event thread has been told to come and fetch.
    var isAnnounced = false
    var isGone = false
    var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    var lastWaiting = 0
  }

  /// The number of the connection that the request came from.
  let connection: Int
  private let mailbox: Mailbox
  private let limit: Int
  private let state = Mutex(State())

  init(connection: Int, mailbox: Mailbox, limit: Int) {
    self.connection = connection
    self.mailbox = mailbox
    self.limit = limit
  }

  // MARK: The handler's side

  /// Hands over everything at once; nobody waits.
  func send(_ chunks: [[UInt8]], isStream: Bool = false, ending: Ending? = nil) {
    let isNews = state.withLock { state in
      guard !state.isGone else { return false }
      state.chunks += chunks
      state.unfetched += chunks.reduce(0) { $0 + $1.count }
      state.isStream = state.isStream || isStream
      state.ending = ending
      defer { state.isAnnounced = true }
      return !state.isAnnounced
    }
    if isNews { mailbox.announce(self) }
  }

  /// Hands over one chunk as soon as there is room for it.
  func write(_ chunk: [UInt8]) async throws(ServingError) {
    while true {
      switch state.withLock({ $0.add(chunk, within: limit) }) {
      case .gone: throw .gone
      case .announce: return mailbox.announce(self)
      case .done: return
      case .full:
        guard await room() else { throw state.withLock(\.isGone) ? .gone : .cancelled }
      }
    }
  }

  /// - Returns: Whether there is room now; false if there will be none, or the task is cancelled.
  private func room() async -> Bool {
    let id = state.withLock { state in
      state.lastWaiting += 1
      return state.lastWaiting
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          guard !state.isGone, !Task.isCancelled else { return false }
          guard state.isFull(limit) else { return true }
          state.waiting.append((id, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
      }
      waiting?.continuation.resume(returning: false)
    }
  }

  // MARK: The event thread's side

  func fetch() -> Output {
    state.withLock { state in
      defer {
        state.chunks = []
        state.unsent += state.unfetched
        state.unfetched = 0
        state.isAnnounced = false
      }
      return Output(chunks: state.chunks, isStream: state.isStream, ending: state.ending)
    }
  }

  /// Says how much the connection still has to send of what it fetched.
  func hasUnsent(_ bytes: Int) {
    let relieved = state.withLock { state in
      state.unsent = bytes
      return state.isFull(limit) ? [] : state.takeWaiting()
    }
    for waiting in relieved { waiting.resume(returning: true) }
  }

  /// Says that nothing more can be sent.
  func vanish() {
    let relieved = state.withLock { state in
      state.isGone = true
      state.chunks = []
      return state.takeWaiting()
    }
    for waiting in relieved { waiting.resume(returning: false) }
  }
}

extension Exchange.State {
  fileprivate enum Added {
    case done, announce, full, gone
  }

  fileprivate mutating func add(_ chunk: [UInt8], within limit: Int) -> Added {
    // What comes after the end would be taken for the next answer.
    guard !isGone, ending == nil else { return .gone }
    guard !isFull(limit) else { return .full }
    chunks.append(chunk)
    unfetched += chunk.count
    defer { isAnnounced = true }
    return isAnnounced ? .done : .announce
  }

  fileprivate func isFull(_ limit: Int) -> Bool { unfetched + unsent >= limit }

  fileprivate mutating func takeWaiting() -> [CheckedContinuation<Bool, Never>] {
    defer { waiting = [] }
    return waiting.map(\.continuation)
  }
}
