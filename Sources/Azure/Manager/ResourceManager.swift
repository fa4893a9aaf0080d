// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Log
package import Manifest

/// Sends calls to Azure Resource Manager: signed in, at the pace of their subscription.
package struct ResourceManager: Sendable {
  /// One call.
  package struct Call: Sendable {
    package var method: String
    /// The path, from `/subscriptions` on.
    package var target: String
    package var query: [String: String] = [:]
    package var headers: [String: String] = [:]
    package var body: Value?
    /// What Azure knows it by, to be named to whoever helps: a UUID.
    package var correlation: String?

    package init(_ method: String, _ target: String) {
      self.method = method
      self.target = target
    }
  }

  /// No call waits longer for its turn: whoever made it asks again.
  private static let patience = 5.0

  private let http: HTTPClient
  private let signIn: AzureSignIn
  private let paces: SubscriptionPaces
  private let now: @Sendable () -> Double

  /// The clock counts seconds, since whenever.
  package init(
    over http: HTTPClient, signIn: AzureSignIn, paces: SubscriptionPaces = SubscriptionPaces(),
    now: @escaping @Sendable () -> Double = ResourceManager.clock()
  ) {
    self.http = http
    self.signIn = signIn
    self.paces = paces
    self.now = now
  }

  /// Counts from now on.
  package static func clock() -> @Sendable () -> Double {
    let start = ContinuousClock.now
    return {
      let parts = (ContinuousClock.now - start).components
      return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
  }

  package func send(
    _ call: Call, as credential: AzureCredential, in cloud: AzureCloud
  ) async -> ManagerReply {
    let query = call.query.sorted { $0.key < $1.key }.map { key, value in
      "\(percentEncoded(key))=\(percentEncoded(value))"
    }
    let url =
      cloud.manager + call.target + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    var request = HTTPRequest(call.method, url)
    for (name, value) in call.headers { request.headers[name] = value }
    request.headers["x-ms-correlation-request-id"] = call.correlation
    if let body = call.body {
      request.headers["Content-Type"] = "application/json"
      request.body = .text(JSON.text(body))
    } else if call.method == "POST" || call.method == "PUT" {
      // Azure wants a length even of nothing.
      request.body = .text("")
    }
    return await send(request, to: ResourceID(call.target), as: credential, in: cloud)
  }

  /// Asks what has become of an operation.
  package func ask(
    _ operation: Operation, as credential: AzureCredential, in cloud: AzureCloud,
    correlation: String? = nil
  ) async -> (ManagerReply, Operation.State) {
    guard operation.isAt(cloud) else {
      let message = "the operation is not at \(cloud.manager)"
      return (ManagerReply(404, code: "ForeignOperation", message: message), .untold)
    }
    var request = HTTPRequest("GET", operation.url)
    request.headers["x-ms-correlation-request-id"] = correlation
    let path = operation.url.dropFirst(cloud.manager.count)
    let id = ResourceID(String(path.prefix { $0 != "?" }))
    let reply = await send(request, to: id, as: credential, in: cloud)
    return (reply, operation.state(reply.status, reply.body))
  }

  // MARK: Sending

  private func send(
    _ request: HTTPRequest, to id: ResourceID, as credential: AzureCredential, in cloud: AzureCloud
  ) async -> ManagerReply {
    let pace = paces.pace(of: id.subscription ?? "", in: cloud, at: now())
    let kind = SubscriptionPace.Kind(request.method)
    if let delay = await wait(for: pace, kind) {
      return ManagerReply(
        429, code: "Paced", message: "the subscription is called as often as it allows",
        retryAfter: Int64(delay.rounded(.up)))
    }
    let token: Secret<String>
    do throws(AzureError) {
      token = try await signIn.token(for: credential, in: cloud)
    } catch {
      return Self.reply(to: error)
    }
    var reply = await carry(request, with: token)
    if reply.status == 401 {
      // It may have been taken back before its time.
      await signIn.forget(token)
      if let fresh = try? await signIn.token(for: credential, in: cloud), fresh != token {
        reply = await carry(request, with: fresh)
      }
    }
    pace.learn(reply.headers, kind, at: now())
    if reply.status == 429, let seconds = reply.retryAfter { pace.hold(Double(seconds), at: now()) }
    return reply
  }

  /// - Returns: Nil once it is its turn, or how long that still takes.
  private func wait(for pace: SubscriptionPace, _ kind: SubscriptionPace.Kind) async -> Double? {
    let end = now() + Self.patience
    while let delay = pace.admit(kind, at: now()) {
      if Task.isCancelled || now() + delay > end { return delay }
      try? await Task.sleep(for: .milliseconds(Int64(delay * 1000) + 1))
    }
    return nil
  }

  private func carry(_ request: HTTPRequest, with token: Secret<String>) async -> ManagerReply {
    var request = request
    request.authorization = .bearer(token)
    request.headers["Accept"] = "application/json"
    request.deadline = .seconds(60)
    request.redirects = .none
    do throws(HTTPError) {
      let response = try await http.send(request)
      let bytes = try await response.body.collect(upTo: 16 << 20)
      return ManagerReply(response, String(decoding: bytes, as: UTF8.self))
    } catch {
      return ManagerReply(0, message: "\(error)")
    }
  }

  private static func reply(to error: AzureError) -> ManagerReply {
    let hint = error.hint.map { "; \($0)" } ?? ""
    // Entra's refusals are no answers of the resource: they are tried again, with what the Secret then holds.
    return ManagerReply(
      error.status == nil ? 0 : 401, code: error.code, message: "\(error)\(hint)",
      retryAfter: error.retryAfter)
  }
}
