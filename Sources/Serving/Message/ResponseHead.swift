// SPDX-License-Identifier: Apache-2.0

import CServing
import Glibc
import HTTP

/// The lines before an answer's body.
struct ResponseHead {
  /// How a client finds the end of the body.
  enum Length {
    case bytes(Int)
    case chunked
    /// The connection ends with it: clients of HTTP/1.0 know no other way.
    case untilClose
  }

  private let status: Int
  private let headers: HTTPHeaders
  private let length: Length
  private let closes: Bool

  init(_ response: ServerResponse, _ length: Length, closes: Bool) {
    status = response.status
    headers = response.headers
    self.length = length
    self.closes = closes
  }

  var bytes: [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\nDate: \(httpDate())\r\n"
    for (name, value) in headers.fields {
      text += "\(Self.oneLine(name)): \(Self.oneLine(value))\r\n"
    }
    switch length {
    case .bytes where !hasBody: break
    case .bytes(let count): text += "Content-Length: \(count)\r\n"
    case .chunked: text += "Transfer-Encoding: chunked\r\n"
    case .untilClose: break
    }
    if closes { text += "Connection: close\r\n" }
    return Array("\(text)\r\n".utf8)
  }

  /// These never have one, and must not speak of its length.
  private var hasBody: Bool { status != 204 && status != 304 }

  private static func reason(_ status: Int) -> String {
    guard let number = UInt32(exactly: status), let name = unsafe http_status_str(.init(number))
    else { return "" }
    return unsafe String(cString: name)
  }

  /// A line end in a value would let its author write header fields of their own.
  private static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else { return text }
    let bytes = text.utf8.map { $0 == 13 || $0 == 10 || $0 == 0 ? UInt8(ascii: " ") : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Now, as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`. The names are English, for no part of
/// this process sets a locale.
func httpDate(_ seconds: Int = time(nil)) -> String {
  var seconds = seconds
  var parts = unsafe tm()
  unsafe gmtime_r(&seconds, &parts)
  return unsafe String(unsafeUninitializedCapacity: 32) { buffer in
    unsafe buffer.withMemoryRebound(to: CChar.self) {
      unsafe strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    }
  }
}
