// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Compresses a stream. The same bytes give the same result: its header holds no name and no time.
package struct Gzip: ~Copyable {
  private var stream = unsafe Stream(start: gzip_start_deflating, end: deflateEnd)

  package init() {}

  package static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var gzip = Gzip()
    return gzip.add(bytes) + gzip.finish()
  }

  /// Takes some bytes, and returns what is ready.
  package mutating func add(_ bytes: [UInt8]) -> [UInt8] {
    push(bytes[...], Z_NO_FLUSH)
  }

  /// Returns what is left to write.
  package consuming func finish() -> [UInt8] {
    push([], Z_FINISH)
  }

  private mutating func push(_ bytes: ArraySlice<UInt8>, _ flush: Int32) -> [UInt8] {
    var result: [UInt8] = []
    _ = unsafe stream.push(bytes, { unsafe deflate($0, flush) }, { result += $0 })
    return result
  }
}

/// Decompresses a stream of one or more gzip files.
package struct Gunzip: ~Copyable {
  private var stream = unsafe Stream(start: gzip_start_inflating, end: inflateEnd)
  private var isBetweenFiles = false
  private var room: Int
  private let limit: Int

  /// Refuses to make more than `limit` bytes.
  package init(limit: Int = Limits().bytes) {
    self.limit = limit
    room = limit
  }

  package static func decompress(
    _ bytes: [UInt8], limit: Int = Limits().bytes
  ) throws(ArchiveError) -> [UInt8] {
    var gunzip = Gunzip(limit: limit)
    let result = try gunzip.add(bytes)
    try gunzip.finish()
    return result
  }

  /// Takes some bytes, and returns what they hold.
  package mutating func add(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      if isBetweenFiles {
        // Tapes and some tools pad with zeros.
        rest = rest.drop { $0 == 0 }
        if rest.isEmpty { break }
        restart()
      }
      rest = rest.suffix(try push(rest, to: &result))
    }
    return result
  }

  /// Fails where the last file is not complete.
  package consuming func finish() throws(ArchiveError) {
    guard isBetweenFiles else { throw ArchiveError(action, "it is cut short") }
  }

  private mutating func push(
    _ bytes: ArraySlice<UInt8>, to result: inout [UInt8]
  ) throws(ArchiveError) -> Int {
    let limit = limit
    var room = room
    let (code, left) = unsafe try stream.push(bytes, { unsafe inflate($0, Z_NO_FLUSH) }) {
      (part) throws(ArchiveError) in
      room -= part.count
      guard room >= 0 else {
        throw ArchiveError(action, "it holds more than \(limit) bytes")
      }
      result += part
    }
    self.room = room
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
      throw ArchiveError(action, stream.complaint)
    }
    isBetweenFiles = code == Z_STREAM_END
    return left
  }

  private mutating func restart() {
    isBetweenFiles = false
    unsafe stream.call(inflateReset)
  }
}

private let action = "read gzip data"
