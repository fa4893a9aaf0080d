// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A unix socket that passes everything on to another, writes down what is asked for over HTTP, and can go away
/// and come back as a server does that is started anew.
package final class SocketRelay: Sendable {
  private struct State {
    var listener: Int32 = -1
    var ends: Set<Int32> = []
    var requests: [String] = []
  }

  package let path: String
  private let target: String
  private let state = Mutex(State())

  package init(to target: String, at path: String) {
    self.target = target
    self.path = path
  }

  /// `METHOD /path?query`, in the order in which they came.
  package var requests: [String] { state.withLock(\.requests) }

  package func start() throws {
    unlink(path)
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = Self.with(path) { bind(listener, $0, $1) == 0 }
    guard isBound, listen(listener, 64) == 0 else {
      throw TestFailure("listen on \(path)", String(cString: strerror(errno)))
    }
    state.withLock { $0.listener = listener }
    Thread.detachNewThread { [self] in accept(on: listener) }
  }

  /// Ends every connection; nobody is let in any more.
  package func stop() {
    state.withLock { state in
      shutdown(state.listener, Int32(SHUT_RDWR))
      for end in state.ends { shutdown(end, Int32(SHUT_RDWR)) }
      state.listener = -1
    }
    unlink(path)
  }

  private func accept(on listener: Int32) {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { break }
      let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      guard Self.with(target, { connect(server, $0, $1) == 0 }) else {
        close(client)
        close(server)
        continue
      }
      let isOpen = state.withLock { state in
        if state.listener == listener { state.ends.formUnion([client, server]) }
        return state.listener == listener
      }
      guard isOpen else {
        close(client)
        close(server)
        break
      }
      relay(client, server)
    }
    close(listener)
  }

  /// Both ways, each on a thread of its own; the last one closes.
  private func relay(_ client: Int32, _ server: Int32) {
    let left = Counter(2)
    let finish: @Sendable () -> Void = { [self] in
      guard left.countDown() else { return }
      state.withLock { $0.ends.subtract([client, server]) }
      close(client)
      close(server)
    }
    Thread.detachNewThread { [self] in
      var log = RequestLog()
      Self.pass(from: client, to: server) { bytes in
        let new = log.add(bytes)
        if !new.isEmpty { state.withLock { $0.requests += new } }
      }
      finish()
    }
    Thread.detachNewThread {
      Self.pass(from: server, to: client) { _ in }
      finish()
    }
  }

  private static func pass(
    from one: Int32, to other: Int32, _ visit: (ArraySlice<UInt8>) -> Void
  ) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    loop: while true {
      let count = read(one, &buffer, buffer.count)
      guard count > 0 else { break }
      visit(buffer[..<count])
      var sent = 0
      while sent < count {
        let step = buffer[sent..<count].withUnsafeBytes {
          send(other, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard step > 0 else { break loop }
        sent += step
      }
    }
    shutdown(other, Int32(SHUT_WR))
  }

  private static func with<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      bytes.copyBytes(from: path.utf8.prefix(bytes.count - 1))
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private final class Counter: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) { self.count = Mutex(count) }

    /// - Returns: Whether that was the last.
    func countDown() -> Bool {
      count.withLock { count in
        count -= 1
        return count == 0
      }
    }
  }
}

/// Finds the requests in what a client of HTTP sends.
struct RequestLog {
  private enum Part { case head, body(Int), chunk, opaque }

  private var part = Part.head
  private var rest: [UInt8] = []

  mutating func add(_ bytes: ArraySlice<UInt8>) -> [String] {
    var found: [String] = []
    if case .opaque = part { return found }
    rest += bytes
    while step(&found) {}
    return found
  }

  /// - Returns: Whether there may be more.
  private mutating func step(_ found: inout [String]) -> Bool {
    switch part {
    case .opaque: return false
    case .body(let count):
      let taken = min(count, rest.count)
      rest.removeFirst(taken)
      part = taken == count ? .head : .body(count - taken)
      return taken == count && !rest.isEmpty
    case .chunk:
      guard let end = Self.find([13, 10], in: rest),
        let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16),
        rest.count >= end + 4 + size
      else { return false }
      rest.removeFirst(end + 4 + size)
      if size == 0 { part = .head }
      return true
    case .head:
      guard let end = Self.find([13, 10, 13, 10], in: rest) else { return false }
      let text = String(decoding: rest[..<end], as: UTF8.self)
      rest.removeFirst(end + 4)
      begin(text.components(separatedBy: "\r\n"), &found)
      return true
    }
  }

  private mutating func begin(_ lines: [String], _ found: inout [String]) {
    found.append(lines[0].split(separator: " ").prefix(2).joined(separator: " "))
    let headers = lines.dropFirst().map { $0.lowercased() }
    func value(_ name: String) -> String? {
      headers.first { $0.hasPrefix("\(name):") }.map {
        $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
      }
    }
    if value("upgrade") != nil {
      part = .opaque
    } else if value("transfer-encoding") == "chunked" {
      part = .chunk
    } else {
      let count = value("content-length").flatMap { Int($0) } ?? 0
      part = count > 0 ? .body(count) : .head
    }
  }

  private static func find(_ word: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= word.count else { return nil }
    return (0...(bytes.count - word.count)).first {
      bytes[$0..<($0 + word.count)].elementsEqual(word)
    }
  }
}
