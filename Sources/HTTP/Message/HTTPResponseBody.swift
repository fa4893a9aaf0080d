// SPDX-License-Identifier: Apache-2.0

/// The body of an answer, as it arrives. It can be read once, by one reader.
///
/// The server is held back while nobody reads. Dropping the body, or cancelling the task that
/// reads it, stops the transfer and closes what belongs to it.
package final class HTTPResponseBody: Sendable {
  private let exchange: Exchange
  private let owner: LoopOwner

  init(of exchange: Exchange, on owner: LoopOwner) {
    self.exchange = exchange
    self.owner = owner
  }

  deinit {
    if !exchange.download.isEnded { cancel() }
  }

  /// Stops the transfer: a reader waiting at the moment gets an error that `isCancelled`.
  package func cancel() {
    exchange.download.abandon(throwing: exchange.error(.cancelled, "cancelled"))
    owner.loop.post(.cancel(exchange.id))
  }

  /// The next bytes, as many as there are; nil at the end.
  package func next() async throws(HTTPError) -> [UInt8]? {
    let taken = await withTaskCancellationHandler {
      await exchange.download.read()
    } onCancel: {
      cancel()
    }
    return try Self.bytes(taken)
  }

  /// Like ``next()``, for a thread that may block: never one of Swift's own.
  package func nextBlocking() throws(HTTPError) -> [UInt8]? {
    try Self.bytes(exchange.download.readBlocking())
  }

  private static func bytes(_ taken: BytePipe.Take) throws(HTTPError) -> [UInt8]? {
    switch taken {
    case .bytes(let bytes): return bytes
    case .end(.finished), .empty: return nil
    case .end(.failed(let error)): throw error
    }
  }

  /// The whole body. More than `limit` bytes are an error, and stop the transfer.
  package func collect(upTo limit: Int) async throws(HTTPError) -> [UInt8] {
    var whole: [UInt8] = []
    while let bytes = try await next() {
      guard whole.count + bytes.count <= limit else { throw tooLarge("the answer", limit) }
      whole.append(contentsOf: bytes)
    }
    return whole
  }

  /// Reads a body that nobody wants, so that its connection can be used again; gives up on a long one.
  func discard() async {
    _ = try? await collect(upTo: 64 << 10)
  }

  func tooLarge(_ thing: String, _ limit: Int) -> HTTPError {
    cancel()
    return exchange.error(.tooLarge, "\(thing) is larger than \(limit) bytes")
  }
}

extension HTTPResponseBody: AsyncSequence {
  package func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  package struct Iterator: AsyncIteratorProtocol {
    let body: HTTPResponseBody

    package mutating func next() async throws(HTTPError) -> [UInt8]? { try await body.next() }

    package mutating func next(
      isolation: isolated (any Actor)?
    ) async throws(HTTPError) -> [UInt8]? { try await body.next() }
  }
}
