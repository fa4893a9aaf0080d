// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
package import Log
package import Metrics
package import Serving

/// The API over HTTP, together with what is told of it: health, metrics, and a line of the log for
/// each request.
package struct ObservedFront: Sendable {
  private let front: Front
  private let server: APIServer
  private let authenticator: Authenticator
  private let registry: MetricRegistry
  private let metrics: RequestMetrics
  private let health: Health
  private let log: Logger

  package init(
    _ server: APIServer, _ authenticator: Authenticator, _ registry: MetricRegistry, log: Logger
  ) {
    front = Front(server, authenticator)
    self.server = server
    self.authenticator = authenticator
    self.registry = registry
    metrics = RequestMetrics(registry)
    health = Health(store: server.store)
    self.log = log
  }

  package func answer(_ request: ServerRequest) async -> ServerResponse {
    if request.method == "GET", let answer = health.answer(request.path, request.query) {
      return answer
    }
    let start = ContinuousClock.now
    let subject = RequestSubject(request, server)
    var response = request.path == "/metrics" ? page(request) : await front.answer(request)
    let status = response.status
    if case .stream(let produce) = response.body {
      response.body = .stream { writer in
        metrics.openWatches.add(1, subject.group, subject.resource)
        defer {
          metrics.openWatches.add(-1, subject.group, subject.resource)
          note(request, subject, status, since: start)
        }
        try await produce(writer)
      }
    } else {
      note(request, subject, status, since: start)
    }
    return response
  }

  private func note(
    _ request: ServerRequest, _ subject: RequestSubject, _ status: Int,
    since start: ContinuousClock.Instant
  ) {
    let time = ContinuousClock.now - start
    metrics.note(subject, status, time)
    // The target holds names and selectors, and no secret: tokens come in a header.
    log.debug(
      "request",
      [
        "method": request.method, "target": request.target, "status": status,
        "seconds": time.inSeconds,
        "agent": request.headers["User-Agent"] ?? "",
      ])
  }

  private func page(_ request: ServerRequest) -> ServerResponse {
    do throws(StatusError) {
      _ = try authenticator.user(of: request)
      guard request.method == "GET" else { throw .noSuchResource() }
      return ServerResponse(
        200, ["Content-Type": MetricRegistry.mediaType], .bytes(Array(registry.text.utf8)))
    } catch {
      return .failure(error)
    }
  }
}

extension Refusal {
  /// The refusal as the API's own kind of answer.
  package func statusResponse(_ limits: ServerLimits) -> ServerResponse {
    let error: StatusError =
      switch status {
      case 413:
        StatusError(
          code: 413, reason: .requestEntityTooLarge,
          message: "Request entity too large: limit is \(limits.bodyBytes)")
      case 408: StatusError(code: 408, reason: .timeout, message: "Timeout: \(reason)")
      case 400: .badRequest(reason)
      default: StatusError(code: status, reason: .unknown, message: reason)
      }
    return .failure(error)
  }
}
