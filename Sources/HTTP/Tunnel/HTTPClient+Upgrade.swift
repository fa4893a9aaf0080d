// SPDX-License-Identifier: Apache-2.0

extension HTTPClient {
  /// Asks a server to speak another protocol from here on. The request's headers say which; its
  /// body is sent with them, if it is of bytes. `idleTimeout` is how long the answer may take, and
  /// `deadline` how long all of it.
  ///
  /// Cancelling the task gives up.
  package func upgrade(_ request: HTTPRequest) async throws(HTTPError) -> HTTPUpgrade {
    try request.validate()
    guard let target = URLParts(request.url) else { throw request.badURL }
    let route = proxies.route(for: request, scheme: target.scheme)
    let deadline = request.deadline.map { ContinuousClock.now + $0 }
    let exchange = Exchange(0, request, to: target, over: route, by: deadline)
    guard let poller = Poller() else {
      throw exchange.error(.system, "the process has no file descriptor left")
    }
    let link = TunnelLink(exchange, poller)
    guard startThread({ TunnelDriver(link, poller).run() }) else {
      poller.close()
      throw exchange.error(.system, "the system has no thread left")
    }
    let answer = await withTaskCancellationHandler {
      await link.answer.get()
    } onCancel: {
      link.stop()
    }
    switch try answer.get() {
    case .switched(let head): return .switched(HTTPTunnel(link), head.headers)
    case .refused(let head, let body):
      return .refused(status: head.status, head.headers, body: body)
    }
  }
}
