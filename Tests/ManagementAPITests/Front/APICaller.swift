// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import Serving

/// One who calls an API over HTTP, as an administrator unless said.
struct APICaller {
  struct Reply {
    let status: Int
    /// One document, or those of a stream.
    let values: [Value]
    var value: Value { values.first ?? .null }
    var message: String? { value["message"]?.string }
  }

  let plane: TestPlane
  let base: String
  let client = HTTPClient(environment: [:])

  static let machines = "/apis/test.capctl.dev/v1/namespaces/demo/machines"

  static func run(
    retention: Retention = Retention(), tokens: TokenAuthority? = nil,
    now: @escaping @Sendable () -> Time = { Time.now() },
    _ body: (APICaller) async throws -> Void
  ) async throws {
    try await TestPlane.run(retention: retention, tokens: tokens, now: now) { plane in
      let known = Authenticator(tokens: [Secret("right"): .admin, Secret("look"): .reader])
      let front = Front(plane.server, known)
      let server = try HTTPServer { await front.answer($0) }
      let address = try server.listen(at: .tcp("127.0.0.1", port: 0))
      guard case .tcp(_, let port) = address else { return }
      let caller = APICaller(plane: plane, base: "http://127.0.0.1:\(port)")
      try await body(caller)
      await caller.client.shutdown()
      await server.shutDown(within: .seconds(5))
    }
  }

  func send(
    _ method: String, _ path: String, _ body: Value? = nil, token: String = "right",
    type: String = "application/json", agent: String? = nil, headers: [String: String] = [:]
  ) async throws -> Reply {
    var request = HTTPRequest(method, base + path)
    request.authorization = .bearer(Secret(token))
    if headers["Accept"] == nil { request.headers.add("Accept", "application/json") }
    for (name, value) in headers { request.headers.add(name, value) }
    if let agent { request.headers.add("User-Agent", agent) }
    request.deadline = .seconds(60)
    if let body {
      request.headers.add("Content-Type", type)
      request.body = .bytes(JSON.bytes(body))
    }
    let response = try await client.send(request)
    let bytes = try await response.body.collect(upTo: 1 << 22)
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return Reply(
      status: response.status, values: try lines.map { try JSON.parse(Array($0)) })
  }
}
