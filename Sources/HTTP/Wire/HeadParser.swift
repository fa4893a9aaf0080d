// SPDX-License-Identifier: Apache-2.0

/// Status line and headers of an answer.
struct ResponseHead: Sendable {
  var status = 0
  var headers = HTTPHeaders()
  var version = ""
}

/// Puts a head together from the lines libcurl hands over one by one.
struct HeadParser {
  private var head = ResponseHead()
  private var isDone = false

  /// - Returns: The head, once its last line has come. Interim answers (1xx) and trailers give none.
  mutating func take(_ line: String) -> ResponseHead? {
    guard !isDone else { return nil }
    if line.hasPrefix("HTTP/") {
      head = ResponseHead()
      let words = line.split(separator: " ", maxSplits: 2)
      head.version = String(words[0].dropFirst("HTTP/".count))
      head.status = words.count > 1 ? Int(words[1]) ?? 0 : 0
    } else if line.isEmpty {
      isDone = head.status >= 200 || head.status == 101
      return isDone ? head : nil
    } else if let colon = line.firstIndex(of: ":") {
      head.headers.add(
        trimmed(line[..<colon]), trimmed(line[line.index(after: colon)...]))
    }
    return nil
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.utf8.last, Self.isSpace(last) { text.removeLast() }
    return String(text.drop { $0.utf8.allSatisfy(Self.isSpace) })
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
