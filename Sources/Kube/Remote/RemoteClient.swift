// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Manifest

/// An API server somewhere, reached over HTTP.
///
/// Clients of several servers may share one `HTTPClient`, and with it one thread.
package final class RemoteClient: KubeClient {
  package let access: ClusterAccess
  let http: HTTPClient
  let options: RemoteOptions
  private let credentials: CredentialSource
  private let pace: Pace?

  package init(
    _ access: ClusterAccess, over http: HTTPClient, _ options: RemoteOptions = RemoteOptions()
  ) {
    self.access = access
    self.http = http
    self.options = options
    credentials = CredentialSource(access.credentials, options.clock)
    pace = options.rate.map { Pace($0, options.clock) }
  }

  package func send(_ call: Call) async throws(StatusError) -> Answer {
    let wire = call.wire
    var request = request(wire.method, wire.target)
    request.headers["Content-Type"] = wire.contentType
    request.body = wire.body
    if case .list = call.verb { request.acceptsCompression = true }
    let plan = Plan(
      action: call.action, priority: call.priority, mayBeRepeated: call.mayBeRepeated)
    return try await answer(to: request, plan)
  }

  /// A request to the server, ready but for the login.
  func request(_ method: String, _ target: String) -> HTTPRequest {
    var request = HTTPRequest(method, access.server + target, headers: access.headers)
    request.headers["Accept"] = "application/json"
    request.tls = access.tls
    request.proxy = access.proxy
    request.unixSocket = access.unixSocket
    request.redirects = .none
    request.deadline = options.timeout
    request.idleTimeout = nil
    return request
  }

  /// How a request is to be treated on its way.
  struct Plan: Sendable {
    var action: String
    var priority: Pace.Priority
    var mayBeRepeated: Bool
  }

  /// Sends a request, and reads the object that comes back.
  func answer(to request: HTTPRequest, _ plan: Plan) async throws(StatusError) -> Answer {
    let response = try await perform(request, plan)
    let bytes = try await read(response, plan)
    return try AnswerReader(status: response.status, headers: response.headers).answer(bytes)
  }

  /// The whole body of an answer.
  func read(_ response: HTTPResponse, _ plan: Plan) async throws(StatusError) -> [UInt8] {
    do throws(HTTPError) {
      return try await response.body.collect(upTo: options.answerBytes)
    } catch { throw unreachable(error, plan.action) }
  }

  /// Sends a request when its turn has come, once more with a fresh login where the server refused the
  /// old one, and again later where the server asks for that.
  func perform(_ request: HTTPRequest, _ plan: Plan) async throws(StatusError) -> HTTPResponse {
    var tries = 0
    var mayLogInAnew = true
    while true {
      if let pace, await !pace.pass(plan.priority) { throw .cancelled(plan.action) }
      let login = try await credentials.login()
      let response = try await send(request, as: login, plan)
      tries += 1
      if response.status == 401, mayLogInAnew, await credentials.refuse(login) {
        mayLogInAnew = false
        await discard(response)
        continue
      }
      guard plan.mayBeRepeated, tries < options.attempts,
        let delay = Self.delay(asked: response), delay <= options.longestWait
      else { return response }
      await discard(response)
      do { try await options.clock.sleep(delay) } catch { throw .cancelled(plan.action) }
    }
  }

  /// Like ``perform(_:_:)``, for a request that asks for another protocol.
  func upgrade(_ request: HTTPRequest, _ plan: Plan) async throws(StatusError) -> HTTPUpgrade {
    if let pace, await !pace.pass(plan.priority) { throw .cancelled(plan.action) }
    var mayLogInAnew = true
    while true {
      let login = try await credentials.login()
      let answer: HTTPUpgrade
      do throws(HTTPError) {
        answer = try await http.upgrade(Self.signed(request, login))
      } catch { throw unreachable(error, plan.action) }
      guard case .refused(401, _, _) = answer, mayLogInAnew, await credentials.refuse(login)
      else { return answer }
      mayLogInAnew = false
    }
  }

  private func send(
    _ request: HTTPRequest, as login: Login, _ plan: Plan
  ) async throws(StatusError) -> HTTPResponse {
    do throws(HTTPError) {
      return try await http.send(Self.signed(request, login))
    } catch { throw unreachable(error, plan.action) }
  }

  private static func signed(_ request: HTTPRequest, _ login: Login) -> HTTPRequest {
    var request = request
    request.authorization = login.authorization
    if let identity = login.identity { request.tls.identity = identity }
    return request
  }

  /// How long the server asks us to wait before the same call; nil where it does not.
  private static func delay(asked response: HTTPResponse) -> Duration? {
    guard response.status == 429 || response.status >= 500,
      let seconds = response.headers["Retry-After"].flatMap(Int.init), seconds >= 0
    else { return nil }
    return .seconds(seconds)
  }

  private func discard(_ response: HTTPResponse) async {
    // Read, so that the connection can be used again; what it says has been understood.
    _ = try? await response.body.collect(upTo: 64 << 10)
  }

  func unreachable(_ error: HTTPError, _ action: String) -> StatusError {
    if error.isCancelled { return .cancelled(action) }
    var status = StatusError(
      code: 0, reason: error.isTimeout ? .timeout : .unknown,
      message: "no answer from \(access.server): \(error.cause)")
    status.attempt = action
    status.hint = error.hint
    status.origin = .unreachable
    return status
  }
}

extension StatusError {
  static func cancelled(_ action: String) -> StatusError {
    var status = StatusError(code: 0, reason: .unknown, message: "cancelled")
    status.attempt = action
    status.origin = .cancelled
    return status
  }
}
