// SPDX-License-Identifier: Apache-2.0

/// The way out for a streamed answer.
package struct ResponseWriter: Sendable {
  private let exchange: Exchange
  private let isChunked: Bool

  init(_ exchange: Exchange, isChunked: Bool) {
    self.exchange = exchange
    self.isChunked = isChunked
  }

  /// Sends `bytes` on their way, waiting first while the client is slow in taking what went before.
  /// Fails once the client is gone, and when a wait is cancelled.
  package func write(_ bytes: [UInt8]) async throws(ServingError) {
    try await write(StreamChunk(bytes))
  }

  /// Sends what other clients are sent too.
  package func write(_ chunk: StreamChunk) async throws(ServingError) {
    try await exchange.write(isChunked ? chunk.framed : chunk.payload)
  }
}
