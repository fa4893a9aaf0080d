// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log

/// git's protocol over http: a request for the refs, then one for each question.
final class HTTPCarrier: Carrier {
  let isStateless = true
  private let client: HTTPClient
  private let errors: HTTPAnswers
  private let remote: Remote
  private let stop: Stop
  private let authorization: Authorization?
  /// Where the repository is; elsewhere once the request for the refs was redirected.
  private var base: String

  init(
    _ client: HTTPClient, to base: String, as authorization: Authorization?,
    for conversation: Conversation, _ action: String
  ) {
    self.client = client
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.authorization = authorization
    remote = conversation.remote
    stop = conversation.stop
    errors = HTTPAnswers(action: action, identity: remote.identity, stop: stop)
  }

  func open(_ service: Service) throws(GitError) -> any Wire {
    let program = service.program.rawValue
    guard service.isListing else {
      var request = request("POST", "\(base)/\(program)")
      request.headers["Content-Type"] = "application/x-\(program)-request"
      request.headers["Accept"] = "application/x-\(program)-result"
      // git itself follows here no more: what is sent may be a secret.
      request.redirects = .none
      return HTTPWire(request, over: client, stop, errors, "application/x-\(program)-result")
    }
    let tail = "/info/refs?service=\(program)"
    let wire = HTTPWire(
      request("GET", base + tail), over: client, stop, errors,
      "application/x-\(program)-advertisement")
    let url = try wire.begin()
    guard url.hasSuffix(tail) else { throw errors.strangeRedirect(to: url) }
    base = String(url.dropLast(tail.count))
    return wire
  }

  private func request(_ method: String, _ url: String) -> HTTPRequest {
    var request = HTTPRequest(method, url)
    // Servers tell git's clients from browsers by this.
    request.headers["User-Agent"] = "git/2.0 (capctl)"
    request.headers["Pragma"] = "no-cache"
    request.authorization = isAtHome(url) ? authorization : nil
    request.tls.additionalCAs = Array((remote.certificateAuthority ?? "").utf8)
    request.tls.identity = isAtHome(url) ? remote.certificate : nil
    request.proxy = remote.proxy.map { .url($0) } ?? .environment
    request.deadline = stop.remaining
    // A hook may think for long and say nothing; the deadline is what counts.
    request.idleTimeout = nil
    return request
  }

  /// Whether `url` is on the server that the credentials are for.
  private func isAtHome(_ url: String) -> Bool {
    guard case .http(let home, _, _) = remote.url.place, let home = URLParts(home),
      let there = URLParts(url)
    else { return false }
    return home.origin == there.origin
  }
}
