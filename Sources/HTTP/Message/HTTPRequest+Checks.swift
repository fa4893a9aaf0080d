// SPDX-License-Identifier: Apache-2.0

import Log

extension HTTPRequest {
  /// Refuses what would come out of libcurl as another request than was meant.
  func validate() throws(HTTPError) {
    guard URLParts(url) != nil else { throw badURL }
    guard Self.isToken(method) else { throw unusable("\"\(method)\" is not a method") }
    for (name, value) in headers.fields {
      guard Self.isToken(name) else { throw unusable("\"\(name)\" is not the name of a header") }
      guard Self.isLine(value) else {
        throw unusable("header \(name) holds a line break or another control character")
      }
    }
    guard authorizationIsLine else {
      throw unusable("the credentials hold a line break or another control character")
    }
    if let unixSocket, unixSocket.utf8.count > 107 || !Self.isLine(unixSocket) {
      throw unusable("socket \(unixSocket): no path of a socket, which has at most 107 bytes")
    }
    if let name = tls.serverName, !Self.isToken(name) {
      throw unusable("\"\(name)\" is not the name of a server")
    }
    if case .url(let proxy) = proxy, !Self.isLine(proxy) || proxy.isEmpty {
      throw unusable("the proxy \"\(redactedURL(proxy))\" is not a URL")
    }
  }

  var badURL: HTTPError {
    HTTPError(
      .usage, action: "\(self)", cause: "the URL is not valid",
      hint: "it must begin with http:// or https:// and name a host")
  }

  /// What was given as such, else user and password of the URL.
  var credentials: Authorization? {
    if let authorization { return authorization }
    guard let parts = URLParts(url), let user = parts.user else { return nil }
    return .basic(user: user, password: Secret(parts.password ?? ""))
  }

  private var authorizationIsLine: Bool {
    switch credentials {
    case .basic(let user, let password): Self.isLine(user) && Self.isLine(password.reveal())
    case .bearer(let token): Self.isLine(token.reveal())
    case nil: true
    }
  }

  private func unusable(_ cause: String) -> HTTPError {
    HTTPError(.usage, action: "\(self)", cause: cause)
  }

  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  private static func isLine(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
  }
}
