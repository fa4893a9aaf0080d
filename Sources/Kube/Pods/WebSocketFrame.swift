// SPDX-License-Identifier: Apache-2.0

/// One frame of RFC 6455.
struct WebSocketFrame: Hashable {
  enum Kind: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10
  }

  var kind: Kind
  var isLast = true
  var payload: [UInt8]

  /// As a client sends it: masked with `mask`, which must be new each time.
  func bytes(mask: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [(isLast ? 0x80 : 0) | kind.rawValue]
    switch payload.count {
    case ..<126: bytes.append(0x80 | UInt8(payload.count))
    case ...0xFFFF: bytes += [0x80 | 126] + Self.number(payload.count, bytes: 2)
    default: bytes += [0x80 | 127] + Self.number(payload.count, bytes: 8)
    }
    bytes += mask
    for (place, byte) in payload.enumerated() { bytes.append(byte ^ mask[place % 4]) }
    return bytes
  }

  private static func number(_ number: Int, bytes count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

/// Finds frames in the bytes that a server sends.
struct WebSocketReader {
  /// Longer ones are refused.
  private let limit: Int
  private var bytes: [UInt8] = []

  /// What cannot be a frame of a server.
  struct Mistake: Error, Hashable {
    let cause: String
  }

  init(limit: Int = 16 << 20) { self.limit = limit }

  mutating func add(_ more: [UInt8]) { bytes += more }

  /// The next whole frame; nil where more bytes are needed.
  mutating func next() throws(Mistake) -> WebSocketFrame? {
    guard bytes.count >= 2 else { return nil }
    guard bytes[0] & 0x70 == 0 else { throw Mistake(cause: "a frame with unknown flags") }
    guard let kind = WebSocketFrame.Kind(rawValue: bytes[0] & 0x0F) else {
      throw Mistake(cause: "a frame of an unknown kind")
    }
    guard bytes[1] & 0x80 == 0 else { throw Mistake(cause: "a masked frame from a server") }
    let isLast = bytes[0] & 0x80 != 0
    guard let (length, start) = size() else { return nil }
    guard length <= limit else { throw Mistake(cause: "a frame of more than \(limit) bytes") }
    guard kind.rawValue < 8 || length < 126 && isLast else {
      throw Mistake(cause: "a control frame that is too long or in parts")
    }
    guard bytes.count >= start + length else { return nil }
    let payload = Array(bytes[start..<(start + length)])
    bytes.removeFirst(start + length)
    return WebSocketFrame(kind: kind, isLast: isLast, payload: payload)
  }

  /// The payload's length, and where it starts.
  private func size() -> (length: Int, start: Int)? {
    let short = Int(bytes[1] & 0x7F)
    guard short >= 126 else { return (short, 2) }
    let count = short == 126 ? 2 : 8
    guard bytes.count >= 2 + count else { return nil }
    let length = bytes[2..<(2 + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (Int(clamping: length), 2 + count)
  }
}
