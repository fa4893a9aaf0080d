// SPDX-License-Identifier: Apache-2.0

/// Reads a server's answer from the bytes of a raw connection: its head, and what follows.
struct AnswerHead {
  private static let limit = 64 << 10
  private var bytes: [UInt8] = []

  enum Progress {
    case more
    case head(ResponseHead, rest: [UInt8])
    case tooLong
  }

  mutating func add(_ more: [UInt8]) -> Progress {
    bytes += more
    let end = Array("\r\n\r\n".utf8)
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
      return bytes.count > Self.limit ? .tooLong : .more
    }
    let rest = Array(bytes[(place + end.count)...])
    var parser = HeadParser()
    let lines = bytes[..<(place + 2)].split(separator: UInt8(ascii: "\n"))
    for line in lines {
      let text = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
      _ = parser.take(text)
    }
    if let head = parser.take("") { return .head(head, rest: rest) }
    // An interim answer: the real one follows.
    bytes = []
    return add(rest)
  }
}

/// The body of an answer that was not the wanted one, as much of it as is worth reading.
struct RefusalBody {
  private static let limit = 64 << 10
  private let length: Int?
  private let isChunked: Bool
  private var raw: [UInt8] = []

  init(_ head: ResponseHead) {
    isChunked = head.headers["Transfer-Encoding"]?.lowercased() == "chunked"
    length = head.headers["Content-Length"].flatMap(Int.init)
  }

  /// - Returns: Whether that was all of it.
  mutating func add(_ bytes: [UInt8]) -> Bool {
    raw += bytes
    if raw.count >= Self.limit { return true }
    if isChunked { return chunks().isWhole }
    return length.map { raw.count >= $0 } ?? false
  }

  var bytes: [UInt8] { isChunked ? chunks().bytes : Array(raw.prefix(length ?? .max)) }

  private func chunks() -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    var rest = raw[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      let digits = line.prefix { $0.isHexDigit }
      guard let size = Int(digits, radix: 16) else { break }
      if size == 0 { return (bytes, true) }
      let data = rest[(end + 1)...]
      guard data.count >= size + 2 else { break }
      bytes += data.prefix(size)
      rest = data.dropFirst(size + 2)
    }
    return (bytes, false)
  }
}
