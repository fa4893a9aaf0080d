// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A server on loopback that says, byte by byte, what a test wants it to: above all what no real
/// server would say. It remembers the requests. Plain sockets, one thread per connection.
package final class StubServer: Sendable {
  /// Answers one request; it may block, for it runs on its connection's thread. The connection is
  /// kept for the next request unless the answer closed it.
  package typealias Answer = @Sendable (StubRequest, StubConnection) -> Void

  package let port: Int
  package var url: String { "http://127.0.0.1:\(port)" }

  private struct State {
    var requests: [StubRequest] = []
    var open: [ObjectIdentifier: StubConnection] = [:]
    var accepted = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  private let listener: Int32
  private let answer: Answer

  /// Runs `body` beside a server that gives `answer` to every request.
  package static func run<Result: Sendable>(
    answer: @escaping Answer, _ body: (StubServer) async throws -> Result
  ) async throws -> Result {
    let server = try StubServer(answer)
    Thread.detachNewThread { server.accept() }
    do {
      let result = try await body(server)
      try await server.stop()
      return result
    } catch {
      try await server.stop()
      throw error
    }
  }

  private init(_ answer: @escaping Answer) throws {
    (listener, port) = try listenOnLoopback()
    self.answer = answer
  }

  // MARK: What a test asks

  /// The requests so far, in the order in which their ends arrived.
  package var requests: [StubRequest] { state.withLock(\.requests) }

  /// How many connections were made so far.
  package var acceptedConnections: Int { state.withLock(\.accepted) }

  /// How many connections are open now, as far as the clients have said.
  package var openConnections: Int { state.withLock(\.open.count) }

  // MARK: Threads

  private func accept() {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else { break }
      let connection = StubConnection(socket)
      let isStopped = state.withLock { state in
        state.accepted += 1
        state.open[ObjectIdentifier(connection)] = connection
        return state.isStopped
      }
      if isStopped { connection.close() }
      Thread.detachNewThread { [self] in serve(connection) }
    }
    close(listener)
  }

  private func serve(_ connection: StubConnection) {
    while let request = connection.receive() {
      state.withLock { $0.requests.append(request) }
      answer(request, connection)
    }
    connection.release()
    state.withLock { state in state.open[ObjectIdentifier(connection)] = nil }
  }

  private func stop() async throws {
    let open = state.withLock { state in
      state.isStopped = true
      return state.open.values
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in open { connection.close() }
    try await eventually("the stub server's threads end") { openConnections == 0 }
  }
}

/// One request as it came.
package struct StubRequest: Sendable {
  package var method = ""
  /// What stood between method and version: a path, or for a proxy a URL or an authority.
  package var target = ""
  /// Names in lower case.
  package var headers: [String: String] = [:]
  package var body: [UInt8] = []

  package var text: String { String(decoding: body, as: UTF8.self) }
}
