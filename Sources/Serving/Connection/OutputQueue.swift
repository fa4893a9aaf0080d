// SPDX-License-Identifier: Apache-2.0

/// Bytes on their way to one client. Chunks are held as they were given, never copied together,
/// for thousands of connections may wait to send the same one.
struct OutputQueue {
  /// A chunk as long as this is sent by itself; shorter ones that follow each other share a write.
  private static let longChunk = 4 << 10

  private var chunks: [[UInt8]] = []

  /// The first chunk that is not sent to its end, and how far it is.
  private var first = 0
  private var offset = 0

  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    chunks.append(bytes)
    count += bytes.count
  }

  /// Lends the next bytes to be sent; never none. Short chunks are put together in `scratch`.
  ///
  /// What a later call lends begins with the same bytes and has no fewer, as long as none were
  /// removed: OpenSSL insists on that after a write that it could not finish.
  func lendNext<Result>(
    _ scratch: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    guard chunks[first].count - offset < Self.longChunk, first + 1 < chunks.count else {
      return unsafe chunks[first].withUnsafeBytes { unsafe body(.init(rebasing: $0[offset...])) }
    }
    var filled = 0
    var skipped = offset
    for chunk in chunks[first...] {
      guard filled < scratch.count else { break }
      filled += unsafe chunk.withUnsafeBytes { bytes in
        let piece = unsafe bytes[skipped...].prefix(scratch.count - filled)
        unsafe scratch[filled...].copyBytes(from: piece)
        return unsafe piece.count
      }
      skipped = 0
    }
    return unsafe body(UnsafeRawBufferPointer(rebasing: scratch[..<filled]))
  }

  mutating func remove(_ sent: Int) {
    count -= sent
    offset += sent
    while first < chunks.count, offset >= chunks[first].count {
      offset -= chunks[first].count
      chunks[first] = []
      first += 1
    }
    if first == chunks.count {
      chunks = []
      first = 0
    } else if first > 64, first > chunks.count / 2 {
      chunks.removeFirst(first)
      first = 0
    }
  }
}
