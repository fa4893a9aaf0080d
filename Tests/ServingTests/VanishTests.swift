// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Serving
import TestKit
import Testing

/// Clients that go without saying so.
struct VanishTests {
  enum Moment: String, CaseIterable {
    case handlerThinks, streamIsIdle
  }

  /// Tells when its task is cancelled.
  private func handler(_ moment: Moment, _ begun: Box<Bool>, _ cancelled: Box<Bool>)
    -> HTTPServer.Handler
  {
    { _ in
      let wait: @Sendable () async -> Void = {
        begun.put(true)
        try? await sleepForever()
        cancelled.put(Task.isCancelled)
      }
      switch moment {
      case .handlerThinks:
        await wait()
        return .text("nobody reads this")
      case .streamIsIdle:
        return .stream { writer in
          try await writer.write([65])
          await wait()
        }
      }
    }
  }

  @Test(arguments: Moment.allCases, [true, false])
  func `the handler's task is cancelled`(moment: Moment, isLocal: Bool) async throws {
    let begun = Box<Bool>()
    let cancelled = Box<Bool>()
    try await withTemporaryDirectory { directory in
      let address: ListenAddress =
        isLocal ? .unix(directory.appending(path: "s").path) : .tcp("127.0.0.1", port: 0)
      let handler = handler(moment, begun, cancelled)
      try await withServer(at: address, handler: handler) { _, address in
        let client = try RawClient(address)
        client.get("/")
        try await eventually("the handler runs") { begun.value != nil }
        client.vanish()
        try await eventually("it is cancelled") { cancelled.value == true }
      }
    }
  }

  @Test(arguments: Moment.allCases)
  func `the handler's task is cancelled over TLS`(moment: Moment) async throws {
    let begun = Box<Bool>()
    let cancelled = Box<Bool>()
    try await withTemporaryDirectory { directory in
      let authority = try await TestCA(in: directory)
      let identity = try ServerIdentity(try await authority.issue())
      let handler = handler(moment, begun, cancelled)
      try await withServer(as: identity, handler: handler) { _, address in
        let client = HTTPClient()
        var request = HTTPRequest("GET", address.url(scheme: "https"))
        request.tls.isInsecure = true
        let sending = Task { [request] in
          let answer = try await client.send(request)
          return try await answer.body.collect(upTo: 100)
        }
        try await eventually("the handler runs") { begun.value != nil }
        sending.cancel()
        try await eventually("it is cancelled") { cancelled.value == true }
        await client.shutdown()
      }
    }
  }

  @Test func `a writer that does not look at its task is told by its next write`() async throws {
    let outcome = Box<ServingError>()
    let handler: HTTPServer.Handler = { _ in
      .stream { writer in
        do throws(ServingError) {
          while true {
            try await writer.write([65])
            try? await Task.sleep(for: .milliseconds(5))
          }
        } catch {
          outcome.put(error)
        }
      }
    }
    try await withServer(handler: handler) { _, address in
      let client = try RawClient(address)
      client.get("/")
      _ = try await client.read(until: "A\r\n")
      client.vanish()
      try await eventually("the write fails") { outcome.value?.isGone == true }
    }
  }
}
