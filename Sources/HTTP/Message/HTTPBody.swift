// SPDX-License-Identifier: Apache-2.0

/// What a request sends after its headers.
package enum HTTPBody: Sendable {
  case none
  case bytes([UInt8])
  /// Read once, as fast as the server takes it. Without a length it is sent in chunks.
  case stream(any AsyncSequence<[UInt8], any Error> & Sendable, length: Int?)
  /// Written by hand, from a task or from a thread of its own: see ``HTTPBodyWriter``.
  case pipe(BytePipe, length: Int?)

  package static func text(_ text: String) -> HTTPBody { .bytes(Array(text.utf8)) }

  /// Whether it can be sent a second time.
  var isReplayable: Bool {
    switch self {
    case .none, .bytes: true
    case .stream, .pipe: false
    }
  }
}

/// The near end of a request body that is written piece by piece while it is sent.
///
/// A writer serves one request. Dropping it unfinished makes the request fail.
package final class HTTPBodyWriter: Sendable {
  private let pipe = BytePipe()

  package init() {}

  /// What to give to the request. Without a length it is sent in chunks.
  package func body(length: Int? = nil) -> HTTPBody { .pipe(pipe, length: length) }

  deinit {
    pipe.finish(
      throwing: HTTPError(
        .body, action: "send a request body", cause: "the request body was given up before its end")
    )
  }

  /// Waits until there is room, then hands over `bytes`.
  /// - Returns: false once the request is over: nothing more will be read.
  package func write(_ bytes: [UInt8]) async -> Bool {
    await withTaskCancellationHandler {
      await pipe.write(bytes)
    } onCancel: {
      cancel()
    }
  }

  /// Like ``write(_:)``, for a thread that may block: never one of Swift's own.
  package func writeBlocking(_ bytes: [UInt8]) -> Bool { pipe.writeBlocking(bytes) }

  /// The body is complete.
  package func finish() { pipe.finish() }

  /// Gives up: the request fails.
  package func cancel() {
    pipe.finish(
      throwing: HTTPError(.cancelled, action: "send a request body", cause: "cancelled"))
  }
}
