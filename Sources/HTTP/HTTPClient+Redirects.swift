// SPDX-License-Identifier: Apache-2.0

extension HTTPClient {
  /// Sends `request`, and goes where the answers point.
  func follow(
    _ request: HTTPRequest, by deadline: ContinuousClock.Instant?
  ) async throws(HTTPError) -> HTTPResponse {
    var current = request
    var hops = 0
    while true {
      let response = try await attempt(current, by: deadline)
      guard case .follow(let limit) = request.redirects,
        let next = try current.redirected(by: response)
      else { return response }
      hops += 1
      if hops > limit {
        throw HTTPError(
          .redirect, action: "\(request)",
          cause: "more than \(limit) redirects, the last to \(redactedURL(next.url))")
      }
      await response.body.discard()
      current = next
    }
  }
}

extension HTTPRequest {
  /// The request that `response` asks for instead of this one; nil where it asks for none.
  func redirected(by response: HTTPResponse) throws(HTTPError) -> HTTPRequest? {
    guard [301, 302, 303, 307, 308].contains(response.status),
      let location = response.headers["Location"]
    else { return nil }
    guard let here = URLParts(url), let there = URLParts(location, relativeTo: here.url) else {
      throw badRedirect("redirected to \"\(redactedURL(location))\", which is not an http URL")
    }
    if here.scheme == "https", there.scheme == "http" {
      throw badRedirect("redirected from https to \(redactedURL(there.url))")
    }
    var next = self
    next.url = there.url
    if there.user == nil, here.hasOrigin(of: there) {
      next.authorization = credentials
    } else {
      next.forgetCredentials()
    }
    guard next.adaptMethod(to: response.status) else {
      throw badRedirect(
        "redirected with status \(response.status), and the body cannot be sent again")
    }
    return next
  }

  /// - Returns: false if it cannot be done.
  private mutating func adaptMethod(to status: Int) -> Bool {
    let becomesGET = status == 303 ? method != "HEAD" : status < 303 && method == "POST"
    guard becomesGET else { return body.isReplayable }
    method = "GET"
    body = .none
    for name in ["Content-Type", "Content-Length", "Content-Encoding"] { headers[name] = nil }
    return true
  }

  /// What was meant for one server is not shown to another.
  private mutating func forgetCredentials() {
    authorization = nil
    tls.identity = nil
    for name in ["Authorization", "Cookie", "Proxy-Authorization"] { headers[name] = nil }
  }

  private func badRedirect(_ cause: String) -> HTTPError {
    HTTPError(.redirect, action: "\(self)", cause: cause)
  }
}
