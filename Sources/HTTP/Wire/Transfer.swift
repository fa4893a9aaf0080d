// SPDX-License-Identifier: Apache-2.0

import CCurl

/// An exchange as libcurl sees it: one easy handle, and what its callbacks note down.
/// Lives on the loop's thread alone.
@safe final class Transfer {
  let exchange: Exchange
  let easy: UnsafeMutableRawPointer
  private let loop: Loop
  /// What libcurl has to say of a failure.
  let errorText: UnsafeMutablePointer<CChar>
  /// Lists that libcurl reads and does not own.
  var lists = unsafe [UnsafeMutablePointer<curl_slist>]()

  private(set) var body: OutgoingBody
  private var parser = HeadParser()
  private var isReceivingPaused = false
  private var isSendingPaused = false
  private var isInHandshake = false
  private(set) var connection: Connection?
  private var isConnected: Bool { connection != nil }
  private var lastActivity = ContinuousClock.now
  /// A failure found in a callback, which libcurl only knows as "aborted".
  private(set) var failure: HTTPError?

  init(_ exchange: Exchange, _ loop: Loop) {
    guard let easy = unsafe curl_easy_init() else { preconditionFailure("out of memory") }
    self.exchange = exchange
    self.loop = loop
    body = OutgoingBody(of: exchange)
    unsafe self.easy = unsafe easy
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe lists.forEach { unsafe curl_slist_free_all($0) }
    unsafe errorText.deallocate()
  }

  /// The transfer whose callbacks an easy handle calls.
  static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
    var context: UnsafeMutableRawPointer?
    unsafe capctl_curl_get_pointer(easy, CURLINFO_PRIVATE, &context)
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Notes the first option that libcurl does not take.
  func note(_ option: CURLoption, _ code: CURLcode) {
    if code != CURLE_OK, failure == nil {
      failure = exchange.error(.usage, "libcurl refuses option \(option.rawValue)")
    }
  }

  // MARK: What libcurl calls

  func beganHandshake() {
    isInHandshake = true
  }

  /// - Returns: false if the request must not go out.
  func connected(by connection: Connection) -> Bool {
    // libcurl sends again, unasked, when a kept connection turns out to be dead.
    if isConnected, !exchange.request.isIdempotent {
      failure = unanswered
      return false
    }
    self.connection = connection
    lastActivity = .now
    return true
  }

  /// What tells one connection from another.
  struct Connection: Equatable {
    var address: String
    var port: Int32
    var ownPort: Int32
  }

  func received(headerLine: UnsafeRawBufferPointer) {
    lastActivity = .now
    let ends = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    let line = unsafe String(decoding: headerLine.prefix { !ends.contains($0) }, as: UTF8.self)
    guard let head = parser.take(line) else { return }
    exchange.head.set(.success(head))
  }

  /// - Returns: false to be called again with the same bytes after ``resumeReceiving()``.
  func received(_ bytes: UnsafeRawBufferPointer) -> Reception {
    lastActivity = .now
    switch unsafe exchange.download.offer(bytes) {
    case .taken: return .taken
    case .closed:
      failure = exchange.error(.cancelled, "cancelled")
      breakOff()
      return .refused
    case .full: break
    }
    if exchange.request.multiplexes {
      failure = exchange.error(
        .tooLarge, "its reader fell 64 MiB behind on a shared connection",
        hint: "large answers need a connection of their own")
      breakOff()
      return .refused
    }
    isReceivingPaused = true
    exchange.download.whenWritable { [loop, id = exchange.id] in loop.post(.resumeReceiving(id)) }
    return .paused
  }

  enum Reception { case taken, paused, refused }

  /// - Returns: How many bytes of the body were put into `buffer`: none at its end.
  func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch unsafe body.read(into: buffer) {
    case .bytes(let count):
      lastActivity = .now
      return count
    case .end: return 0
    case .notYet(let pipe):
      isSendingPaused = true
      pipe.whenReadable { [loop, id = exchange.id] in loop.post(.resumeSending(id)) }
      return Int(CURL_READFUNC_PAUSE)
    case .failed(let kind, let cause):
      failure = exchange.error(kind, cause)
      breakOff()
      return Int(CURL_READFUNC_ABORT)
    }
  }

  /// - Returns: false if the body cannot be sent again.
  func rewind() -> Bool {
    let isRewound = body.rewind()
    if !isRewound { failure = unanswered }
    return isRewound
  }

  private var unanswered: HTTPError {
    exchange.error(.interrupted, "the server closed the connection without an answer")
  }

  // MARK: Shared connections

  /// Makes libcurl close the connection, unless other transfers use it too.
  ///
  /// libcurl 7.88 tells an HTTP/2 server that a stream is given up only when it next sends on that
  /// connection: never, if this was the last stream. If it was not, see ``flushConnection()``.
  func breakOff() {
    unsafe capctl_curl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
  }

  /// Has libcurl send what it keeps back for this transfer's connection.
  /// - Returns: false if the transfer is over, and has no connection any more.
  func flushConnection() -> Bool {
    // A pause that ends brings the wanted side effect, and no other.
    unsafe curl_easy_pause(easy, paused | CURLPAUSE_RECV)
    return unsafe curl_easy_pause(easy, paused) == CURLE_OK
  }

  // MARK: Pauses

  func resumeReceiving() {
    isReceivingPaused = false
    resume()
  }

  func resumeSending() {
    isSendingPaused = false
    resume()
  }

  private var paused: Int32 {
    (isReceivingPaused ? CURLPAUSE_RECV : 0) | (isSendingPaused ? CURLPAUSE_SEND : 0)
  }

  private func resume() {
    lastActivity = .now
    // May call back at once, and pause anew.
    unsafe curl_easy_pause(easy, paused)
  }

  // MARK: Time

  /// The error, if time has run out at `now`.
  func timeout(at now: ContinuousClock.Instant) -> HTTPError? {
    let request = exchange.request
    if let deadline = exchange.deadline, deadline <= now, let given = request.deadline {
      return exchange.error(.timeout, "not done within \(given.words)")
    }
    if !isConnected {
      guard let given = request.connectTimeout, exchange.started + given <= now else { return nil }
      return exchange.error(.timeout, "\(unconnected()) within \(given.words)")
    }
    guard !isReceivingPaused, !isSendingPaused, let given = request.idleTimeout,
      lastActivity + given <= now
    else { return nil }
    return exchange.error(.timeout, "the server sent nothing for \(given.words)")
  }

  /// The first moment after `now` at which ``timeout(at:)`` may give an error, whatever happens.
  func earliestTimeout(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    let request = exchange.request
    let connect = isConnected ? nil : request.connectTimeout.map { exchange.started + $0 }
    let isWaiting = isConnected && !isReceivingPaused && !isSendingPaused
    let idle = request.idleTimeout.map { (isWaiting ? lastActivity : now) + $0 }
    return [exchange.deadline, connect, idle].compactMap(\.self).min()
  }

  private func unconnected() -> String {
    if isInHandshake { return "no TLS handshake" }
    return size(CURLINFO_NAMELOOKUP_TIME_T) == 0 ? "no address found" : "no connection"
  }

  func size(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    unsafe capctl_curl_get_size(easy, info, &value)
    return Int(value)
  }

  func long(_ info: CURLINFO) -> Int {
    var value = 0
    unsafe capctl_curl_get_long(easy, info, &value)
    return value
  }
}
