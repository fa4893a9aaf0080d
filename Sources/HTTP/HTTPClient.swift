// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Sends requests over libcurl, all on one thread of its own, and keeps connections for reuse.
///
/// One client serves a whole process. Connections are shared among requests only where server, TLS
/// options and proxy are the same. Dropping the client and every response it gave ends its thread.
package final class HTTPClient: Sendable {
  private let engine = LoopOwner()
  private let nextID = Atomic<UInt64>(1)
  let proxies: ProxyEnvironment

  /// - Parameter environment: Where `HTTPS_PROXY` and its like are looked for.
  package init(environment: [String: String] = processEnvironment()) {
    proxies = ProxyEnvironment(environment)
  }

  /// Sends `request` and waits for the head of its answer; the body comes as it is read.
  ///
  /// Cancelling the task stops the transfer, here and later while the body is read.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try request.validate()
    let deadline = request.deadline.map { ContinuousClock.now + $0 }
    guard let retry = request.retry else { return try await follow(request, by: deadline) }
    return try await retry.run(request, by: deadline) { () throws(HTTPError) in
      try await self.follow(request, by: deadline)
    }
  }

  /// Ends every transfer, and waits until nothing of them is left. Later requests fail.
  package func shutdown() async {
    engine.loop.stop()
    await engine.loop.ended.get()
  }

  /// One request to one place, once.
  func attempt(
    _ request: HTTPRequest, by deadline: ContinuousClock.Instant?
  ) async throws(HTTPError) -> HTTPResponse {
    guard let target = URLParts(request.url) else { throw request.badURL }
    if Task.isCancelled { throw HTTPError(.cancelled, action: "\(request)", cause: "cancelled") }
    let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
    let route = proxies.route(for: request, scheme: target.scheme)
    let exchange = Exchange(id, request, to: target, over: route, by: deadline)
    engine.loop.start(exchange)
    let head = await withTaskCancellationHandler {
      await exchange.head.get()
    } onCancel: {
      engine.loop.post(.cancel(id))
    }
    return HTTPResponse(
      try head.get(), from: target.url, body: HTTPResponseBody(of: exchange, on: engine))
  }
}

/// Ends the loop's thread when neither a client nor an open response needs it.
final class LoopOwner: Sendable {
  let loop = Loop()

  deinit { loop.stop() }
}
