// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Serving
import Synchronization
import TestKit

/// A client that says, byte by byte, what a test wants it to. Waits on threads of its own.
final class RawClient: Sendable {
  let socket: Int32
  private let unread = Mutex<[UInt8]>([])

  init(_ address: ListenAddress) throws {
    switch address {
    case .tcp(_, let port): socket = try Self.connected(port)
    case .unix(let path): socket = try Self.connected(path)
    }
    // A test that waits for what does not come must fail, and not hang.
    var limit = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { Glibc.close(socket) }

  private static func connected(_ port: UInt16) throws -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return try connected(AF_INET, &address)
  }

  private static func connected(_ path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return try connected(AF_UNIX, &address)
  }

  private static func connected<Address>(_ family: Int32, _ address: inout Address) throws -> Int32
  {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(family, kind, 0)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard code == 0 else {
      defer { Glibc.close(socket) }
      throw TestFailure("connect to the server", String(cString: strerror(errno)))
    }
    return socket
  }

  // MARK: Saying

  /// Only as much as the server takes: false if that was not all.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  func get(_ path: String) {
    send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
  }

  func endSending() { shutdown(socket, Int32(SHUT_WR)) }

  /// Goes without a word, as far as the server can tell; the descriptor is closed later.
  func vanish() { shutdown(socket, Int32(SHUT_RDWR)) }

  // MARK: Hearing

  /// Everything up to and with `mark`.
  func read(until mark: String) async throws -> String {
    try await onThread { [self] in
      guard let text = try take({ $0.end(of: Array(mark.utf8)) }) else {
        let rest = unread.withLock { String(decoding: $0.prefix(200), as: UTF8.self) }
        throw TestFailure("read until \(mark)", "the end came after \(rest)")
      }
      return text
    }
  }

  /// Everything that the server will ever say.
  func readToEnd() async throws -> String {
    try await onThread { [self] in
      _ = try take { _ in nil }
      return unread.withLock { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The status and the body of the next answer, whose length it must say.
  func readAnswer() async throws -> (status: Int, body: String) {
    try await onThread { [self] in
      let head = try take { $0.end(of: Array("\r\n\r\n".utf8)) } ?? ""
      let lines = head.split(separator: "\r\n")
      let length = lines.first { $0.hasPrefix("Content-Length: ") }
        .flatMap { Int($0.dropFirst(16)) }
      guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
        let length, let body = try take({ $0.count >= length ? length : nil })
      else { throw TestFailure("read an answer", "it ends early: \(head)") }
      return (status, body)
    }
  }

  /// As many bytes as `size` says of those that are there, receiving more for as long as it says
  /// nothing; nil at the end.
  private func take(_ size: ([UInt8]) -> Int?) throws -> String? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let taken = unread.withLock { unread -> String? in
        guard let size = size(unread) else { return nil }
        defer { unread.removeFirst(size) }
        return String(decoding: unread[..<size], as: UTF8.self)
      }
      if let taken { return taken }
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN { throw TestFailure("hear from the server", "it keeps silent") }
      guard count > 0 else { return nil }
      unread.withLock { $0 += buffer[..<count] }
    }
  }
}

extension [UInt8] {
  /// Where the first `mark` ends.
  fileprivate func end(of mark: [UInt8]) -> Int? {
    Data(self).range(of: Data(mark))?.upperBound
  }
}

/// Runs what blocks on a thread of its own.
func onThread<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}
