// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Log
import Serving
import TestKit

/// Runs `body` beside a server on a free port of loopback, and shuts it down after.
func withServer<Result>(
  _ limits: ServerLimits = ServerLimits(), at address: ListenAddress = .tcp("127.0.0.1", port: 0),
  as identity: ServerIdentity? = nil, handler: @escaping HTTPServer.Handler,
  _ body: (HTTPServer, ListenAddress) async throws -> Result
) async throws -> Result {
  let server = try HTTPServer(limits, handler: handler)
  let address = try server.listen(at: address, as: identity)
  do {
    let result = try await body(server, address)
    await server.shutDown(within: .zero)
    return result
  } catch {
    await server.shutDown(within: .zero)
    throw error
  }
}

/// Answers with what was asked: method, path, query, and the body or its length.
@Sendable func echo(_ request: ServerRequest) async -> ServerResponse {
  let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
  let body =
    request.body.count < 100
    ? String(decoding: request.body, as: UTF8.self) : "\(request.body.count) bytes"
  return .text("\(request.method) \(request.path) [\(query)] \(body)")
}

extension ServerResponse {
  static func text(_ text: String, status: Int = 200) -> ServerResponse {
    ServerResponse(status, ["Content-Type": "text/plain"], .bytes(Array(text.utf8)))
  }

  static func stream(
    _ produce: @escaping @Sendable (ResponseWriter) async throws -> Void
  ) -> ServerResponse {
    ServerResponse(200, [:], .stream(produce))
  }
}

extension ListenAddress {
  func url(_ path: String = "/", scheme: String = "http") -> String {
    if case .unix = self { return "\(scheme)://localhost\(path)" }
    return "\(scheme)://\(self)\(path)"
  }
}

extension ServerIdentity {
  /// What a test's authority issued, asking clients for what `clients` issued.
  init(_ files: TestCA.Identity, clients: TestCA? = nil) throws {
    self.init(
      certificates: try String(contentsOf: files.certificate, encoding: .utf8),
      key: Secret(try String(contentsOf: files.key, encoding: .utf8)),
      clientAuthorities: try clients.map { try String(contentsOf: $0.certificate, encoding: .utf8) }
    )
  }
}

/// Lets a stream end only by being cancelled.
func sleepForever() async throws {
  while true { try await Task.sleep(for: .seconds(1000)) }
}
