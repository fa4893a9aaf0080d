// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Manifest
import Synchronization

/// A Docker Engine, over its REST API.
///
/// It speaks the newest version of the API that both know; each call names what it could not do.
package final class DockerEngine: Sendable {
  package typealias Query = [(name: String, value: String)]

  package let endpoint: DockerEndpoint
  let http: HTTPClient
  private let version = Mutex<String?>(nil)

  /// The newest version of the API that is known here.
  private static let newest = 47

  package init(at endpoint: DockerEndpoint, over http: HTTPClient) {
    self.endpoint = endpoint
    self.http = http
  }

  // MARK: Calls

  /// Sends a call and reads its answer, whatever it says. Throws only where nobody answers.
  package func reply(
    _ method: String, _ path: String, _ query: Query = [], body: Value? = nil,
    to action: String, within limit: Duration = .seconds(300)
  ) async throws(DockerError) -> DockerReply {
    var request = try await request(method, path, query, to: action)
    request.deadline = limit
    request.idleTimeout = limit
    if let body { request.setBody(body) }
    let response = try await attempt(action) { () throws(HTTPError) in
      try await http.send(request)
    }
    let bytes = try await collect(response.body, upTo: 64 << 20, to: action)
    return DockerReply(status: response.status, bytes)
  }

  /// Sends a call that must succeed.
  @discardableResult
  package func call(
    _ method: String, _ path: String, _ query: Query = [], body: Value? = nil,
    to action: String
  ) async throws(DockerError) -> Value {
    let reply = try await reply(method, path, query, body: body, to: action)
    guard reply.isSuccess else {
      throw DockerError(action, reply.message, status: reply.status)
    }
    return reply.body
  }

  /// Sends a request whose answer is read as it comes, for as long as it comes.
  func stream(_ request: HTTPRequest, to action: String) async throws(DockerError) -> HTTPResponse {
    let response = try await attempt(action) { () throws(HTTPError) in
      try await http.send(request)
    }
    guard !response.isSuccess else { return response }
    throw refusal(
      try await collect(response.body, upTo: 1 << 20, to: action), response.status, action)
  }

  /// What an answer that is no success comes to.
  func refusal(_ bytes: [UInt8], _ status: Int, _ action: String) -> DockerError {
    DockerError(action, DockerReply(status: status, bytes).message, status: status)
  }

  /// The whole of an answer.
  func collect(
    _ body: HTTPResponseBody, upTo limit: Int, to action: String
  ) async throws(DockerError) -> [UInt8] {
    try await attempt(action) { () throws(HTTPError) in try await body.collect(upTo: limit) }
  }

  /// Does what HTTP is needed for, and tells of its failure as of the action's.
  func attempt<Result>(
    _ action: String, _ body: () async throws(HTTPError) -> Result
  ) async throws(DockerError) -> Result {
    do throws(HTTPError) {
      return try await body()
    } catch {
      throw DockerError(action, error, at: endpoint)
    }
  }

  // MARK: Requests

  /// A request without time limits.
  func request(
    _ method: String, _ path: String, _ query: Query = [], to action: String
  ) async throws(DockerError) -> HTTPRequest {
    bare(method, "/v\(try await apiVersion(action))\(path)", query)
  }

  private func bare(_ method: String, _ path: String, _ query: Query) -> HTTPRequest {
    let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
    let suffix = pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    var request = HTTPRequest(method, endpoint.url + path + suffix)
    request.unixSocket = endpoint.socket
    request.tls = endpoint.tls
    request.idleTimeout = nil
    if endpoint.socket != nil { request.proxy = .none }
    return request
  }

  /// What the engine says it speaks, or less: asked once.
  private func apiVersion(_ action: String) async throws(DockerError) -> String {
    if let known = version.withLock({ $0 }) { return known }
    var ping = bare("GET", "/_ping", [])
    ping.deadline = .seconds(60)
    let response = try await attempt(action) { () throws(HTTPError) in try await http.send(ping) }
    _ = try await collect(response.body, upTo: 64 << 10, to: action)
    guard let said = response.headers["Api-Version"], said.hasPrefix("1."),
      let minor = Int(said.dropFirst(2))
    else {
      throw DockerError(action, "what answers at \(endpoint.address) is no Docker Engine")
    }
    let chosen = "1.\(min(minor, Self.newest))"
    version.withLock { $0 = chosen }
    return chosen
  }
}

extension HTTPRequest {
  mutating func setBody(_ value: Value) {
    headers["Content-Type"] = "application/json"
    body = .text(JSON.text(value))
  }
}
