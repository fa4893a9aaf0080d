// SPDX-License-Identifier: Apache-2.0

/// What is kept of one stream of a running program.
struct Collector {
  /// How much is kept of a stream whose beginning may be dropped.
  static let tail = 64 << 10

  private(set) var bytes: [UInt8] = []
  private var partial: [UInt8] = []
  private let source: Line.Source
  private let limit: Int?
  private let eachLine: (@Sendable (Line) -> Void)?

  var keepsAll: Bool { limit != nil }

  /// Keeps `limit` bytes from the start, or, without one, the end of the stream.
  init(
    _ source: Line.Source, limit: Int? = nil, eachLine: (@Sendable (Line) -> Void)? = nil
  ) {
    self.source = source
    self.limit = limit
    self.eachLine = eachLine
  }

  /// Takes what was read. False says that it is more than may be kept.
  mutating func take(_ new: [UInt8]) -> Bool {
    if let eachLine { pass(new, to: eachLine) }
    bytes += new
    if let limit { return bytes.count <= limit }
    // Cut now and then, not for every read.
    if bytes.count > 2 * Self.tail { bytes = Array(lastBytes) }
    return true
  }

  /// Ends the stream: hands over the last line, where no newline ended it.
  mutating func finish() {
    if limit == nil { bytes = Array(lastBytes) }
    guard let eachLine, !partial.isEmpty else { return }
    emit(partial[...], to: eachLine)
    partial = []
  }

  /// The end of the stream, in whole lines: half of a secret would not be recognised as one.
  var lastBytes: ArraySlice<UInt8> {
    guard bytes.count > Self.tail else { return bytes[...] }
    let end = bytes.suffix(Self.tail)
    return end[(end.firstIndex(of: newline).map { $0 + 1 } ?? end.endIndex)...]
  }

  private mutating func pass(_ new: [UInt8], to eachLine: @Sendable (Line) -> Void) {
    partial += new
    var rest = partial[...]
    while let end = rest.firstIndex(of: newline) {
      emit(rest[..<end], to: eachLine)
      rest = rest[(end + 1)...]
    }
    // A program that never ends its line must not fill our memory.
    if rest.count > Self.tail {
      emit(rest, to: eachLine)
      rest = []
    }
    partial = Array(rest)
  }

  private func emit(_ line: ArraySlice<UInt8>, to eachLine: @Sendable (Line) -> Void) {
    eachLine(Line(source: source, text: String(decoding: line, as: UTF8.self)))
  }
}

private let newline = UInt8(ascii: "\n")
