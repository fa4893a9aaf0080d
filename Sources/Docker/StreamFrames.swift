// SPDX-License-Identifier: Apache-2.0

/// Takes apart what the engine sends of a program's two outputs: pieces of either, each behind eight
/// bytes that say which it is and how long.
struct StreamFrames {
  enum Source: UInt8 {
    /// What was written to a program's input, which the engine may say back.
    case input, output, errorOutput
  }

  typealias Frame = (source: Source, bytes: [UInt8])

  private static let headerSize = 8
  private var rest: [UInt8] = []

  /// The pieces that are whole now; nil where these are no such pieces.
  mutating func add(_ bytes: [UInt8]) -> [Frame]? {
    rest += bytes
    var frames: [Frame] = []
    var start = 0
    while rest.count - start >= Self.headerSize {
      guard let source = Source(rawValue: rest[start]) else { return nil }
      let size = rest[(start + 4)..<(start + Self.headerSize)].reduce(0) { $0 << 8 | Int($1) }
      let end = start + Self.headerSize + size
      guard rest.count >= end else { break }
      frames.append((source, Array(rest[(start + Self.headerSize)..<end])))
      start = end
    }
    rest.removeFirst(start)
    return frames
  }

  /// Whether nothing is left of a piece.
  var isAtBoundary: Bool { rest.isEmpty }
}
