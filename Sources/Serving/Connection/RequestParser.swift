// SPDX-License-Identifier: Apache-2.0

import CServing
import HTTP

/// Reads requests off one connection, however they are cut into pieces. Owns the C parser, which
/// calls back into it, and only from within `parse`.
@safe final class RequestParser {
  enum Outcome {
    /// All was taken, and the request goes on.
    case needsMore
    /// The request is whole; as many bytes were taken.
    case complete(ParsedRequest, taken: Int)
    case refused(Refusal)
  }

  private let parser: UnsafeMutablePointer<http_parser>
  private let limits: ServerLimits

  // What is there of the request so far; the callbacks write it.
  var target: [UInt8] = []
  var headers = HTTPHeaders()
  var name: [UInt8] = []
  var value: [UInt8] = []
  var isInValue = false
  var headBytes = 0
  var body: [UInt8] = []
  var isHeadDone = false
  var isDone = false
  var refusal: Refusal?

  /// The client waits to be told that its body is welcome.
  var wantsContinue = false

  init(_ limits: ServerLimits) {
    self.limits = limits
    unsafe parser = .allocate(capacity: 1)
    begin()
  }

  deinit { unsafe parser.deallocate() }

  /// Whether anything of a request has arrived that is not whole yet.
  private(set) var isUnderWay = false

  func parse(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    isUnderWay = true
    var settings = Self.settings
    unsafe parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    let taken = unsafe http_parser_execute(
      parser, &settings, bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count)
    if isDone { return finish(taken) }
    if let refusal { return .refused(refusal) }
    guard unsafe serving_parser_error(parser) == 0 else { return .refused(malformation) }
    return .needsMore
  }

  private func finish(_ taken: Int) -> Outcome {
    defer { begin() }
    guard let place = RequestTarget(target) else {
      return .refused(.bad("the request target cannot be decoded"))
    }
    let request = ParsedRequest(
      method: method, target: place, headers: headers, body: body,
      isKept: unsafe http_should_keep_alive(parser) != 0,
      isOld: unsafe parser.pointee.http_minor == 0)
    return .complete(request, taken: taken)
  }

  private func begin() {
    unsafe http_parser_init(parser, HTTP_REQUEST)
    target = []
    headers = HTTPHeaders()
    name = []
    value = []
    headBytes = 0
    body = []
    isHeadDone = false
    isDone = false
    isUnderWay = false
    wantsContinue = false
  }

  private var method: String {
    unsafe String(cString: http_method_str(.init(UInt32(serving_parser_method(parser)))))
  }

  private var malformation: Refusal {
    let error = unsafe http_errno(UInt32(serving_parser_error(parser)))
    guard error != HPE_HEADER_OVERFLOW else { return .headTooLong(limits.headBytes) }
    return .bad(unsafe String(cString: http_errno_description(error)))
  }

  // MARK: What the callbacks find

  /// - Returns: Whether to go on.
  func count(_ bytes: Int) -> Bool {
    headBytes += bytes
    guard headBytes <= limits.headBytes else { return refuse(.headTooLong(limits.headBytes)) }
    return true
  }

  func addField() {
    headers.add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    name.removeAll(keepingCapacity: true)
    value.removeAll(keepingCapacity: true)
    isInValue = false
  }

  func endHead() -> Bool {
    if isInValue { addField() }
    isHeadDone = true
    let version = unsafe (parser.pointee.http_major, parser.pointee.http_minor)
    guard version == (1, 1) || version == (1, 0) else {
      return refuse(Refusal(status: 505, reason: "only HTTP/1.1 and HTTP/1.0 are spoken here"))
    }
    guard headers.all("host").count == 1 || version.1 == 0 else {
      return refuse(.bad("there must be one Host field"))
    }
    guard headers.fields.allSatisfy({ !$0.name.utf8.contains(UInt8(ascii: " ")) }) else {
      return refuse(.bad("there is a space in the name of a field"))
    }
    guard method != "CONNECT" else {
      return refuse(Refusal(status: 501, reason: "this is not a proxy"))
    }
    let isChunked = unsafe serving_parser_is_chunked(parser) != 0
    let length = unsafe parser.pointee.content_length
    guard isChunked || length == .max || length <= limits.bodyBytes else {
      return refuse(.bodyTooLong(limits.bodyBytes))
    }
    wantsContinue = version.1 == 1 && headers["expect"]?.lowercased() == "100-continue"
    return true
  }

  func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard body.count + bytes.count <= limits.bodyBytes else {
      return refuse(.bodyTooLong(limits.bodyBytes))
    }
    unsafe body.append(contentsOf: bytes)
    return true
  }

  /// Stops before the first byte of the next request.
  func end() -> Bool {
    isDone = true
    unsafe http_parser_pause(parser, 1)
    return true
  }

  private func refuse(_ refusal: Refusal) -> Bool {
    self.refusal = refusal
    return false
  }
}

/// A request, and what it says about the connection.
struct ParsedRequest {
  let method: String
  let target: RequestTarget
  let headers: HTTPHeaders
  let body: [UInt8]

  /// The client would send more requests after this one.
  let isKept: Bool

  /// HTTP/1.0.
  let isOld: Bool
}

extension Refusal {
  static func bad(_ reason: String) -> Refusal {
    Refusal(status: 400, reason: "malformed request: \(reason)")
  }

  static func headTooLong(_ limit: Int) -> Refusal {
    Refusal(
      status: 431, reason: "the request line and header fields are longer than \(limit) bytes")
  }

  static func bodyTooLong(_ limit: Int) -> Refusal {
    Refusal(status: 413, reason: "the request body is longer than \(limit) bytes")
  }

  static func tooSlow(_ limit: Duration) -> Refusal {
    Refusal(status: 408, reason: "the request took longer than \(limit) to arrive")
  }
}
