// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// One connection of a ``StubServer``. Used by its thread alone, but for ``close()``.
package final class StubConnection: Sendable {
  private struct State {
    var unread: [UInt8] = []
    var isReleased = false
  }

  private let socket: Int32
  private let state = Mutex(State())

  init(_ socket: Int32) {
    self.socket = socket
  }

  // MARK: Saying

  /// - Returns: false if the client has gone.
  @discardableResult
  package func send(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let sent = Glibc.send(socket, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
        guard sent > 0 else { return false }
        rest = rest.dropFirst(sent)
      }
      return true
    }
  }

  @discardableResult
  package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// A whole answer.
  package func answer(_ status: Int, _ body: String = "", headers: [String: String] = [:]) {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    send("HTTP/1.1 \(status) Stub\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)")
  }

  /// One piece of a body that was announced as `Transfer-Encoding: chunked`; an empty one ends it.
  @discardableResult
  package func chunk(_ text: String) -> Bool {
    send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
  }

  // MARK: Ending

  /// No more is said or heard.
  package func close() {
    state.withLock { if !$0.isReleased { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  /// Ends it as a crashed host does: the client sees a reset.
  package func reset() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    release()
  }

  /// Blocks until the client has closed its end.
  package func waitForClient() {
    while readMore() {}
  }

  func release() {
    state.withLock { state in
      if !state.isReleased { Glibc.close(socket) }
      state.isReleased = true
    }
  }

  // MARK: Hearing

  /// The next request; nil when there is none.
  func receive() -> StubRequest? {
    guard let head = read(until: "\r\n\r\n") else { return nil }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    guard let words = lines.first?.split(separator: " "), words.count >= 2 else { return nil }
    var request = StubRequest()
    request.method = String(words[0])
    request.target = String(words[1])
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1).map(String.init)
      request.headers[pair[0].lowercased()] =
        pair.count > 1 ? pair[1].trimmingCharacters(in: .whitespaces) : ""
    }
    // A server that answers before it has heard everything.
    if request.headers["x-stub"] == "answer early" { return request }
    guard let body = body(of: request) else { return nil }
    request.body = body
    return request
  }

  private func body(of request: StubRequest) -> [UInt8]? {
    if let length = request.headers["content-length"].flatMap(Int.init) { return read(length) }
    guard request.headers["transfer-encoding"] == "chunked" else { return [] }
    var body: [UInt8] = []
    while let line = read(until: "\r\n") {
      guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16),
        let chunk = read(size + 2)
      else { return nil }
      if size == 0 { return body }
      body += chunk.dropLast(2)
    }
    return nil
  }

  /// The bytes up to and including `mark`.
  private func read(until mark: String) -> [UInt8]? {
    while true {
      let unread = Data(state.withLock { $0.unread })
      if let range = unread.range(of: Data(mark.utf8)) { return take(range.upperBound) }
      guard readMore() else { return nil }
    }
  }

  /// So many bytes, once they have come; nil if the client closes first.
  package func read(_ count: Int) -> [UInt8]? {
    while state.withLock({ $0.unread.count }) < count {
      guard readMore() else { return nil }
    }
    return take(count)
  }

  private func take(_ count: Int) -> [UInt8] {
    state.withLock { state in
      defer { state.unread.removeFirst(count) }
      return Array(state.unread.prefix(count))
    }
  }

  /// - Returns: false if there is no more.
  private func readMore() -> Bool {
    if state.withLock({ $0.isReleased }) { return false }
    return withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
      let count = recv(socket, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return false }
      state.withLock { $0.unread += buffer.prefix(count) }
      return true
    }
  }

  // MARK: Being a proxy

  /// Passes bytes both ways between the client and another server on loopback, to their end.
  package func tunnel(to port: Int) {
    guard let other = try? connectToLoopback(port) else { return close() }
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [socket] in
      pass(from: other, to: socket)
      ended.signal()
    }
    pass(from: socket, to: other)
    ended.wait()
    Glibc.close(other)
  }
}

private func pass(from source: Int32, to target: Int32) {
  var bytes = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    let count = recv(source, &bytes, bytes.count, 0)
    guard count > 0, send(target, bytes, count, Int32(MSG_NOSIGNAL)) == count else { break }
  }
  shutdown(target, Int32(SHUT_RDWR))
}
