// SPDX-License-Identifier: Apache-2.0

/// A request's body as libcurl reads it: held to its promised length, and read anew if it can be.
struct OutgoingBody {
  enum Piece {
    case bytes(Int)
    case end
    /// Nothing for now: the pipe will tell.
    case notYet(BytePipe)
    case failed(HTTPError.Kind, String)
  }

  private let body: HTTPBody
  private let pipe: BytePipe?
  private var sent = 0

  init(of exchange: Exchange) {
    body = exchange.request.body
    pipe = exchange.upload
  }

  /// Whether it says so even when it is empty.
  var isPresent: Bool { if case .none = body { false } else { true } }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Piece {
    if case .bytes(let bytes) = body {
      let rest = bytes[sent...].prefix(buffer.count)
      unsafe buffer.copyBytes(from: rest)
      sent += rest.count
      return rest.isEmpty ? .end : .bytes(rest.count)
    }
    guard let pipe else { return .end }
    switch pipe.take(buffer.count) {
    case .bytes(let bytes):
      sent += bytes.count
      if let length = body.length, sent > length {
        return .failed(.body, "the request body is longer than \(length) bytes")
      }
      unsafe buffer.copyBytes(from: bytes)
      return .bytes(bytes.count)
    case .end(.finished):
      guard let length = body.length, sent < length else { return .end }
      return .failed(.body, "the request body ended after \(sent) of \(length) bytes")
    case .end(.failed(let error)): return .failed(error.kind, error.cause)
    case .empty: return .notYet(pipe)
    }
  }

  /// Goes back to the start.
  /// - Returns: false if what was there is gone.
  mutating func rewind() -> Bool {
    guard body.isReplayable || sent == 0 else { return false }
    sent = 0
    return true
  }
}
