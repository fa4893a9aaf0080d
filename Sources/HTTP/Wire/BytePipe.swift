// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A bounded queue of bytes between one writer and one reader.
///
/// Neither end ever waits in here: who finds it full or empty leaves a wake-up call, made once and
/// never under the lock. What to wait with is the caller's: a task, a thread, or libcurl's pause.
package final class BytePipe: Sendable {
  enum End: Sendable {
    case finished
    case failed(HTTPError)
  }

  enum Offer: Sendable { case taken, full, closed }

  enum Take: Sendable {
    case bytes([UInt8])
    case empty
    case end(End)
  }

  typealias Wake = @Sendable () -> Void

  fileprivate struct State {
    var buffer: [UInt8] = []
    var read = 0
    var end: End?
    var isAbandoned = false
    var onReadable: Wake?
    var onWritable: Wake?
    var onAbandon: Wake?

    var count: Int { buffer.count - read }
    var isReadable: Bool { count > 0 || end != nil }
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// - Parameter capacity: From so many bytes on it is full; the offer that reaches it still fits.
  init(capacity: Int = 256 << 10) {
    self.capacity = capacity
  }

  /// Whether all that will ever come is in the pipe.
  var isEnded: Bool { state.withLock { $0.end != nil } }

  // MARK: The writing end

  func offer(_ bytes: some Collection<UInt8>) -> Offer {
    let (offer, wake) = state.withLock { state -> (Offer, Wake?) in
      if state.isAbandoned || state.end != nil { return (.closed, nil) }
      if state.count >= capacity { return (.full, nil) }
      state.buffer.append(contentsOf: bytes)
      return (.taken, state.isReadable ? state.onReadable.take() : nil)
    }
    wake?()
    return offer
  }

  /// Nothing more will come. What is in the pipe can still be read.
  func finish(throwing error: HTTPError? = nil) {
    let wakes = state.withLock { state in
      if state.end == nil { state.end = error.map(End.failed) ?? .finished }
      return [state.onReadable.take(), state.onWritable.take()]
    }
    for wake in wakes { wake?() }
  }

  /// Calls `wake` once when an offer can be made, or when there is no use in making one.
  func whenWritable(_ wake: @escaping Wake) {
    let isNow = state.withLock { state in
      if state.isAbandoned || state.end != nil || state.count < capacity { return true }
      state.onWritable = wake
      return false
    }
    if isNow { wake() }
  }

  // MARK: The reading end

  /// Takes what there is, or at most `limit` bytes of it.
  func take(_ limit: Int = .max) -> Take {
    let (take, wake) = state.withLock { state -> (Take, Wake?) in
      guard state.count > 0 else { return (state.end.map(Take.end) ?? .empty, nil) }
      let bytes = state.take(limit)
      return (.bytes(bytes), state.count < capacity ? state.onWritable.take() : nil)
    }
    wake?()
    return take
  }

  /// Calls `wake` once when there is something to take.
  func whenReadable(_ wake: @escaping Wake) {
    let isNow = state.withLock { state in
      if state.isReadable { return true }
      state.onReadable = wake
      return false
    }
    if isNow { wake() }
  }

  /// Nobody wants more: what is in the pipe is dropped, and the writer told. Who reads on all the
  /// same gets `error`, unless there was nothing left to read.
  func abandon(throwing error: HTTPError) {
    let wakes = state.withLock { state in
      // A body cut short must not look like a whole one.
      if state.count > 0 || state.end == nil { state.end = .failed(error) }
      state.isAbandoned = true
      state.buffer = []
      state.read = 0
      return [state.onReadable.take(), state.onWritable.take(), state.onAbandon.take()]
    }
    for wake in wakes { wake?() }
  }

  /// Calls `wake` once when the reader has left.
  func whenAbandoned(_ wake: @escaping Wake) {
    let isNow = state.withLock { state in
      if !state.isAbandoned { state.onAbandon = wake }
      return state.isAbandoned
    }
    if isNow { wake() }
  }
}

extension BytePipe.State {
  fileprivate mutating func take(_ limit: Int) -> [UInt8] {
    if read == 0, buffer.count <= limit {
      defer { buffer = [] }
      return buffer
    }
    let start = read
    let end = start + min(limit, count)
    let bytes = Array(buffer[start..<end])
    read = end
    // What was read is cleared away when it is the larger part, so that each byte moves once or so.
    if read > buffer.count / 2 {
      buffer.removeFirst(read)
      read = 0
    }
    return bytes
  }
}
