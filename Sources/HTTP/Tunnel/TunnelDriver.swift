// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// The far side of a ``TunnelLink``: connects, sends the request, and passes bytes both ways. Lives on
/// its own thread alone.
final class TunnelDriver {
  private enum Phase {
    case answering(AnswerHead)
    case refused(ResponseHead, RefusalBody)
    case switched
  }

  private let link: TunnelLink
  private let poller: Poller
  private let transfer: Transfer
  private var phase = Phase.answering(AnswerHead())
  /// Bytes that are on their way out.
  private var sending: [UInt8]
  /// Bytes that came in, and that the reader has no room for.
  private var held: [UInt8] = []
  private var started = ContinuousClock.now
  private var socket: Int32 = -1

  private var exchange: Exchange { link.exchange }

  init(_ link: TunnelLink, _ poller: Poller) {
    startCurl()
    self.link = link
    self.poller = poller
    // Its own loop is never started: nothing of this goes through the engine.
    transfer = Transfer(link.exchange, Loop())
    sending = link.exchange.upgradeHead
  }

  func run() {
    do throws(HTTPError) {
      socket = try connect()
      started = .now
      while try pass() { try wait(for: socket) }
      link.end(throwing: nil)
    } catch {
      link.end(throwing: error)
    }
  }

  private func connect() throws(HTTPError) -> Int32 {
    if let error = transfer.prepareConnection() { throw error }
    // The callback runs inside the call below, while the link is kept alive here.
    let context = unsafe Unmanaged.passUnretained(link).toOpaque()
    _ = unsafe capctl_curl_set_progress(transfer.easy, stopAsked, context)
    let code = unsafe curl_easy_perform(transfer.easy)
    try checkStop()
    if code == CURLE_OPERATION_TIMEDOUT {
      let limit = exchange.request.connectTimeout?.words ?? "the time given"
      throw exchange.error(.timeout, "no connection within \(limit)")
    }
    if let error = transfer.error(for: code) { throw error }
    var socket: curl_socket_t = -1
    _ = unsafe capctl_curl_get_socket(transfer.easy, &socket)
    guard socket >= 0 else { throw exchange.error(.system, "libcurl gave no connection") }
    return socket
  }

  private func checkStop() throws(HTTPError) {
    if link.isStopped { throw exchange.error(.cancelled, "cancelled") }
  }

  /// Passes on what can be passed without waiting.
  /// - Returns: false when the connection has ended well.
  private func pass() throws(HTTPError) -> Bool {
    try checkStop()
    try send()
    return try receive()
  }

  // MARK: Out

  private func send() throws(HTTPError) {
    while true {
      if sending.isEmpty {
        guard case .switched = phase else { return }
        switch link.outgoing.take(64 << 10) {
        case .bytes(let bytes): sending = bytes
        case .end:
          if exchange.target.scheme != "https" { shutdown(socket, Int32(SHUT_WR)) }
          return
        case .empty:
          link.outgoing.whenReadable { [weak link] in link?.wake() }
          return
        }
      }
      var count = 0
      let code = unsafe sending.withUnsafeBytes { bytes in
        unsafe curl_easy_send(transfer.easy, bytes.baseAddress, bytes.count, &count)
      }
      if code == CURLE_AGAIN { return }
      if let error = transfer.error(for: code) { throw error }
      sending.removeFirst(count)
    }
  }

  // MARK: In

  /// TLS may hold bytes that no poll tells of: it reads until there is nothing.
  private func receive() throws(HTTPError) -> Bool {
    while try deliver() {
      var count = 0
      var code = CURLE_OK
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
        unsafe code = curl_easy_recv(transfer.easy, buffer.baseAddress, buffer.count, &count)
        filled = code == CURLE_OK ? count : 0
      }
      if code == CURLE_AGAIN { return true }
      if let error = transfer.error(for: code) { throw error }
      if bytes.isEmpty { return try closed() }
      if try take(bytes) == false { return false }
    }
    return true
  }

  /// - Returns: Whether more can be read.
  private func deliver() throws(HTTPError) -> Bool {
    guard !held.isEmpty else { return true }
    switch link.incoming.offer(held) {
    case .taken: held = []
    case .closed: throw exchange.error(.cancelled, "cancelled")
    case .full:
      link.incoming.whenWritable { [weak link] in link?.wake() }
      return false
    }
    return true
  }

  /// - Returns: false when nothing more is wanted.
  private func take(_ bytes: [UInt8]) throws(HTTPError) -> Bool {
    switch phase {
    case .switched: held += bytes
    case .refused(let head, var body):
      let isWhole = body.add(bytes)
      phase = .refused(head, body)
      if isWhole { return try closed() }
    case .answering(var answer):
      let progress = answer.add(bytes)
      phase = .answering(answer)
      switch progress {
      case .more: break
      case .tooLong: throw exchange.error(.tooLarge, "the answer's headers are larger than 64 KiB")
      case .head(let head, let rest): return try begin(head, rest)
      }
    }
    return true
  }

  private func begin(_ head: ResponseHead, _ rest: [UInt8]) throws(HTTPError) -> Bool {
    guard head.status != 101 else {
      phase = .switched
      held = rest
      link.answer.set(.success(.switched(head)))
      try send()
      return true
    }
    phase = .refused(head, RefusalBody(head))
    return try take(rest)
  }

  /// - Returns: false: that was all.
  private func closed() throws(HTTPError) -> Bool {
    switch phase {
    case .switched: break
    case .refused(let head, let body):
      link.answer.set(.success(.refused(head, body: body.bytes)))
    case .answering:
      throw exchange.error(
        .interrupted, "the server closed the connection without an answer")
    }
    return false
  }

  // MARK: Waiting

  private func wait(for socket: Int32) throws(HTTPError) {
    var events: UInt32 = held.isEmpty ? EPOLLIN.rawValue : 0
    if !sending.isEmpty { events |= EPOLLOUT.rawValue }
    poller.watch(socket, for: events)
    poller.wait(try millisecondsLeft()) { _, _ in }
  }

  private func millisecondsLeft() throws(HTTPError) -> Int32 {
    var limits: [(ContinuousClock.Instant, HTTPError)] = []
    if let deadline = exchange.deadline, let given = exchange.request.deadline {
      limits.append((deadline, exchange.error(.timeout, "not done within \(given.words)")))
    }
    if case .switched = phase {
    } else if let given = exchange.request.idleTimeout {
      limits.append(
        (started + given, exchange.error(.timeout, "the server sent nothing for \(given.words)")))
    }
    guard let (due, error) = limits.min(by: { $0.0 < $1.0 }) else { return -1 }
    let left = ContinuousClock.now.duration(to: due)
    if left <= .zero { throw error }
    return Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
  }
}

private let stopAsked: curl_xferinfo_callback = { context, _, _, _, _ in
  guard let context = unsafe context else { return 0 }
  return unsafe Unmanaged<TunnelLink>.fromOpaque(context).takeUnretainedValue().isStopped ? 1 : 0
}
