// SPDX-License-Identifier: Apache-2.0

import Serving
import Synchronization

/// Hands chunks to any number of streams.
final class Hub: Sendable {
  private let feeds = Mutex<[AsyncStream<StreamChunk>.Continuation]>([])

  var count: Int { feeds.withLock(\.count) }

  var stream: ServerResponse {
    .stream { writer in
      let (chunks, feed) = AsyncStream.makeStream(of: StreamChunk.self)
      self.feeds.withLock { $0.append(feed) }
      for await chunk in chunks { try await writer.write(chunk) }
    }
  }

  func send(_ chunk: StreamChunk) {
    for feed in feeds.withLock({ $0 }) { feed.yield(chunk) }
  }

  func finish() {
    for feed in feeds.withLock({ $0 }) { feed.finish() }
  }
}
