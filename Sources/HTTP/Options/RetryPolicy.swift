// SPDX-License-Identifier: Apache-2.0

/// When and how often a request is sent again.
///
/// Only where that is harmless: the body can be sent again, and either the method is idempotent or
/// the server cannot have acted on the request.
package struct RetryPolicy: Sendable, Equatable {
  /// How often it is sent at the most, the first time included.
  package var attempts = 4
  /// The wait before the second try; it doubles with every further one.
  package var firstDelay = Duration.milliseconds(200)
  /// No wait is longer, whatever the server asks for: then its answer is the answer.
  package var longestDelay = Duration.seconds(30)

  package init() {}
}

extension RetryPolicy {
  /// Calls `send` until its outcome is final.
  func run(
    _ request: HTTPRequest, by deadline: ContinuousClock.Instant?,
    _ send: () async throws(HTTPError) -> HTTPResponse
  ) async throws(HTTPError) -> HTTPResponse {
    var tries = 1
    while true {
      let outcome = await Self.outcome(of: send)
      let answer = outcome.map(Answer.init)
      guard let delay = delay(after: answer, to: request, tries: tries, jitter: .random(in: 0...1)),
        deadline.map({ ContinuousClock.now + delay < $0 }) ?? true
      else { return try outcome.get() }
      if case .success(let response) = outcome { await response.body.discard() }
      // A cancelled sleep ends early: the next try then says so.
      try? await Task.sleep(for: delay)
      tries += 1
    }
  }

  private static func outcome(
    of send: () async throws(HTTPError) -> HTTPResponse
  ) async -> Result<HTTPResponse, HTTPError> {
    do throws(HTTPError) { return .success(try await send()) } catch { return .failure(error) }
  }

  /// What matters of a response.
  struct Answer {
    var status: Int
    var retryAfter: Duration?

    init(status: Int, retryAfter: Duration? = nil) {
      self.status = status
      self.retryAfter = retryAfter
    }

    init(_ response: HTTPResponse) {
      self.init(
        status: response.status,
        retryAfter: response.headers["Retry-After"].flatMap { HTTP.retryAfter($0, now: now()) })
    }
  }

  /// How long to wait before the next try; nil if there must be none. `jitter` says where in its
  /// range the wait lies, from 0 to 1.
  func delay(
    after outcome: Result<Answer, HTTPError>, to request: HTTPRequest, tries: Int, jitter: Double
  ) -> Duration? {
    guard tries < attempts, request.body.isReplayable else { return nil }
    let backoff = min(longestDelay, firstDelay * (1 << min(tries - 1, 16))) * (0.5 + jitter / 2)
    switch outcome {
    case .failure(let error):
      return error.isBeforeSending || request.isIdempotent && error.isTransient ? backoff : nil
    case .success(let answer):
      // With these two the server says that it did nothing.
      let isRefusal = [429, 503].contains(answer.status)
      let isFault = request.isIdempotent && [408, 500, 502, 504].contains(answer.status)
      guard isRefusal || isFault else { return nil }
      guard let asked = answer.retryAfter else { return backoff }
      return asked <= longestDelay ? asked : nil
    }
  }
}
