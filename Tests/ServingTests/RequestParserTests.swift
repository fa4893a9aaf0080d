// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import TestKit
import Testing

@testable import Serving

struct RequestParserTests {
  private static let stream =
    "GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: one\r\nAccept: two\r\nX-Empty:\r\n\r\n"
    + "POST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello"
    + "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    + "3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nTrailer: ignored\r\n\r\n"
    + "GET /d HTTP/1.0\r\n\r\n"

  @Test(arguments: [1, 2, 3, 7, 64, 1000])
  func `requests are the same however the bytes are cut`(size: Int) throws {
    let parser = RequestParser(ServerLimits())
    let requests = try parse(Array(Self.stream.utf8), by: size, parser)
    #expect(requests.map(\.method) == ["GET", "POST", "PUT", "GET"])
    #expect(requests.map(\.target.path) == ["/a", "/b", "/c", "/d"])
    #expect(
      requests.map { String(decoding: $0.body, as: UTF8.self) } == ["", "hello", "abcdefg", ""])
    #expect(requests[0].headers.all("accept") == ["one", "two"])
    #expect(requests[0].headers["x-empty"] == "")
    #expect(requests[2].headers["trailer"] == nil)
    #expect(requests.map(\.isKept) == [true, true, true, false])
    #expect(requests.map(\.isOld) == [false, false, false, true])
    #expect(!parser.isUnderWay)
  }

  @Test(arguments: [
    ("\u{0}\u{1}garbage\r\n\r\n", 400, "malformed request: invalid HTTP method"),
    ("GET\r\n\r\n", 400, "malformed request: invalid HTTP method"),
    ("GET / FTP/1.1\r\n\r\n", 400, "malformed request: invalid constant string"),
    ("GET /\u{7f} HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed request: invalid URL"),
    ("GET / HTTP/9.1\r\nHost: x\r\n\r\n", 505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed request: invalid HTTP method"),
    ("GET / HTTP/1.1\r\n\r\n", 400, "malformed request: there must be one Host field"),
    (
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400,
      "malformed request: there must be one Host field"
    ),
    (
      "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400,
      "malformed request: there is a space in the name of a field"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400,
      "malformed request: unexpected content-length header"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400, "malformed request: unexpected content-length header"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400,
      "malformed request: request has invalid transfer-encoding"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n", 400,
      "malformed request: invalid character in content-length header"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400,
      "malformed request: invalid character in content-length header"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
      "malformed request: invalid character in chunk size header"
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400,
      "malformed request: invalid character in content-length header"
    ),
    ("CONNECT host:1 HTTP/1.1\r\nHost: host:1\r\n\r\n", 501, "this is not a proxy"),
    (
      "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400,
      "malformed request: the request target cannot be decoded"
    ),
  ])
  func `what is no request is refused with the reason`(
    text: String, status: Int, reason: String
  ) throws {
    for size in [1, 1000] {
      let refusal = try refusal(of: text, by: size, ServerLimits())
      #expect(refusal == Refusal(status: status, reason: reason))
    }
  }

  @Test(arguments: [
    ("GET /\(String(repeating: "a", count: 999)) HTTP/1.1\r\n", 431),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 999))", 431),
    ("GET / HTTP/1.1\r\n" + String(repeating: "Aaaaa: b\r\n", count: 99), 431),
    ("GET / HTTP/1.1\r\nA:" + String(repeating: " ", count: 99_999), 431),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", 413),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"
        + String(repeating: "a", count: 101), 413
    ),
    (
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: "
        + String(repeating: "a", count: 999), 431
    ),
  ])
  func `limits hold before the request is whole`(text: String, status: Int) throws {
    var limits = ServerLimits()
    limits.headBytes = 400
    limits.bodyBytes = 100
    for size in [1, 64, 100_000] {
      #expect(try refusal(of: text, by: size, limits).status == status)
    }
  }

  @Test func `a body of exactly the limit is taken`() throws {
    var limits = ServerLimits()
    limits.bodyBytes = 100
    let text = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    let bytes = Array(text.utf8) + [UInt8](repeating: 1, count: 100)
    #expect(try parse(bytes, by: 33, RequestParser(limits)).first?.body.count == 100)
  }

  /// Requests with a few bytes changed: the parser says something, and never reads or writes where
  /// it should not, which the sanitizers would see.
  @Test func `damaged bytes are parsed or refused`() throws {
    let original = Array(Self.stream.utf8)
    let seed = Int.random(in: 0...99_999)
    var random = SystemRandomNumberGenerator.seeded(seed)
    let seconds = ProcessInfo.processInfo.environment["CAPCTL_FUZZ_SECONDS"].flatMap(Double.init)
    let end = Date(timeIntervalSinceNow: seconds ?? 2)
    var outcomes = (whole: 0, refused: 0)
    while Date.now < end {
      var bytes = original
      for _ in 0...random.next(below: 6) {
        let place = random.next(below: bytes.count)
        switch random.next(below: 3) {
        case 0: bytes[place] = UInt8(random.next(below: 256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[..<min(9, place)], at: place)
        }
      }
      let parser = RequestParser(ServerLimits())
      do {
        outcomes.whole += try parse(bytes, by: 1 + random.next(below: 90), parser).count
      } catch is Refused {
        outcomes.refused += 1
      }
    }
    #expect(outcomes.whole > 0 && outcomes.refused > 0, "seed \(seed)")
  }

  // MARK: Helpers

  private struct Refused: Error {
    let refusal: Refusal
  }

  private func parse(
    _ bytes: [UInt8], by size: Int, _ parser: RequestParser
  ) throws -> [ParsedRequest] {
    var requests: [ParsedRequest] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(size))
      switch piece.withUnsafeBytes({ parser.parse($0) }) {
      case .needsMore: rest = rest.dropFirst(size)
      case .complete(let request, let taken):
        requests.append(request)
        rest = rest.dropFirst(taken)
      case .refused(let refusal): throw Refused(refusal: refusal)
      }
    }
    return requests
  }

  private func refusal(of text: String, by size: Int, _ limits: ServerLimits) throws -> Refusal {
    do {
      let requests = try parse(Array(text.utf8), by: size, RequestParser(limits))
      throw TestFailure("see it refused", "\(requests.count) requests came of it")
    } catch let refused as Refused {
      return refused.refusal
    }
  }
}
