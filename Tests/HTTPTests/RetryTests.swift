// SPDX-License-Identifier: Apache-2.0

@testable import HTTP
import Synchronization
import TestKit
import Testing

/// When a request is sent again, and when it is not.
struct RetryTests {
  private let client = HTTPClient(environment: [:])

  struct Case: Sendable {
    var outcome: Result<RetryPolicy.Answer, HTTPError>
    var delay: Duration?
    var method: String
    var tries: Int
    var body: HTTPBody

    /// A try that ended with a status.
    init(
      _ status: Int, after: Duration? = nil, _ delay: Duration?, method: String = "GET",
      tries: Int = 1, body: HTTPBody = .none
    ) {
      outcome = .success(.init(status: status, retryAfter: after))
      (self.delay, self.method, self.tries, self.body) = (delay, method, tries, body)
    }

    /// A try that failed.
    init(_ kind: HTTPError.Kind, _ delay: Duration?, method: String = "GET") {
      outcome = .failure(HTTPError(kind, action: "GET x", cause: "y"))
      (self.delay, self.method, self.tries, self.body) = (delay, method, 1, .none)
    }
  }

  private static let base = Duration.milliseconds(200)
  private static let cases = [
    Case(200, nil), Case(404, nil), Case(501, nil),
    Case(500, base), Case(502, base), Case(504, base), Case(408, base), Case(429, base),
    Case(503, base),
    // The wait doubles, up to the longest; the number of tries is limited.
    Case(503, base * 2, tries: 2), Case(503, base * 4, tries: 3),
    Case(503, .seconds(30), tries: 9), Case(503, nil, tries: 10),
    // What the server asks for holds, unless it is too much.
    Case(429, after: .seconds(7), .seconds(7)), Case(503, after: .zero, .zero),
    Case(429, after: .seconds(30), .seconds(30)), Case(429, after: .seconds(31), nil),
    // A method that is not idempotent is repeated only if it was not acted on.
    Case(500, nil, method: "POST"), Case(502, nil, method: "PATCH"),
    Case(429, base, method: "POST"), Case(503, base, method: "POST"),
    Case(.interrupted, nil, method: "POST"), Case(.timeout, nil, method: "POST"),
    Case(.connectionRefused, base, method: "POST"), Case(.nameResolution, base, method: "PATCH"),
    Case(.interrupted, base, method: "PUT"), Case(.timeout, base, method: "DELETE"),
    // Nor one whose body is gone.
    Case(503, nil, method: "PUT", body: HTTPBodyWriter().body()),
    Case(503, base, method: "PUT", body: .bytes([1])),
    // Nothing that would end the same way again.
    Case(.tls, nil), Case(.usage, nil), Case(.cancelled, nil), Case(.shutDown, nil),
    Case(.redirect, nil),
  ]

  @Test(arguments: cases) func `the wait before the next try`(row: Case) {
    var policy = RetryPolicy()
    policy.attempts = 10
    let request = HTTPRequest(row.method, "http://x", body: row.body)
    #expect(policy.delay(after: row.outcome, to: request, tries: row.tries, jitter: 1) == row.delay)
  }

  @Test func `jitter spreads a wait over the upper half of its range`() {
    let delays = [0, 0.5, 1].map {
      RetryPolicy().delay(
        after: Case(503, nil).outcome, to: HTTPRequest("GET", "http://x"), tries: 1, jitter: $0)
    }
    #expect(delays == [.milliseconds(100), .milliseconds(150), .milliseconds(200)])
  }

  @Test(
    arguments: [
      ("0", .zero), ("120", .seconds(120)), ("-1", nil), ("soon", nil), ("", nil), ("1.5", nil),
      ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)),
      ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(37)), ("Sun Nov  6 08:49:37 1994", .seconds(37)),
      ("Sun, 06 Nov 1994 08:48:37 GMT", .zero), ("99999999999999999999", nil),
    ] as [(String, Duration?)])
  func `a server may ask for seconds or for a date`(value: String, delay: Duration?) {
    #expect(retryAfter(value, now: 784_111_740) == delay)
  }

  private func quick(_ attempts: Int) -> RetryPolicy {
    var policy = RetryPolicy()
    policy.attempts = attempts
    policy.firstDelay = .milliseconds(1)
    return policy
  }

  @Test func `a server that recovers gets its request again, with its body`() async throws {
    let tries = Atomic(0)
    try await StubServer.run { request, connection in
      let isLast = tries.add(1, ordering: .relaxed).newValue == 3
      connection.answer(isLast ? 200 : 503, request.text, headers: ["Retry-After": "0"])
    } _: { server in
      var request = HTTPRequest("PUT", server.url, body: .text("body"))
      request.retry = quick(5)
      let text = try await client.text(request)
      #expect(text == "200 body")
      #expect(server.requests.map(\.text) == ["body", "body", "body"])
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test func `the last answer is the answer, and the last error the error`() async throws {
    try await StubServer.run { request, connection in
      request.target == "/close" ? connection.close() : connection.answer(503, "no")
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.retry = quick(3)
      let text = try await client.text(request)
      #expect(text == "503 no")
      #expect(server.requests.count == 3)
      request.url += "/close"
      let error = try await client.failure(request)
      #expect(error.cause == "the server closed the connection without an answer")
      // One more than asked for: the kept connection of before turned out to be dead.
      #expect(server.requests.filter { $0.target == "/close" }.count == 4)
    }
  }

  @Test func `nothing is sent again unasked`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(503)
    } _: { server in
      let text = try await client.text(HTTPRequest("GET", server.url))
      #expect(text == "503 ")
      #expect(server.requests.count == 1)
    }
  }

  @Test func `the deadline is for all tries together`() async throws {
    try await StubServer.run { request, connection in
      connection.answer(503, headers: ["Retry-After": request.target == "/long" ? "20" : "0"])
    } _: { server in
      var request = HTTPRequest("GET", server.url + "/long")
      request.retry = quick(1_000_000)
      request.deadline = .milliseconds(300)
      // A wait that would outlast the deadline is not begun.
      let long = try await client.text(request)
      #expect(long == "503 ")
      #expect(server.requests.count == 1)
      request.url = server.url
      // It ends, by an error or with the last answer.
      _ = try? await client.text(request)
      #expect(server.requests.count < 1_000_000)
    }
  }

  @Test func `a task that is cancelled does not try on`() async throws {
    try await StubServer.run { _, connection in
      connection.answer(503, headers: ["Retry-After": "20"])
    } _: { server in
      var request = HTTPRequest("GET", server.url)
      request.retry = RetryPolicy()
      let task = Task { [request] in try await client.failure(request) }
      try await eventually("the first try is over") { server.requests.count == 1 }
      task.cancel()
      let error = try await task.value
      #expect(error.isCancelled)
      #expect(server.requests.count == 1)
    }
  }
}
